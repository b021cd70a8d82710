// Tensor-core products of one warp, by inline PTX.
__device__ __forceinline__ void mma_bf16(float d[4], const unsigned a[4], const unsigned b[2])
{
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
    : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// c [16, 8] := a [16, 16] * b [16, 8]; a row-major, b column-major, both bf16, fragments by plain loads.
extern "C" __global__ void mma_plain_bf16(const unsigned* a, const unsigned* b, float* c)
{
  const int group = threadIdx.x / 4, pair = threadIdx.x % 4;
  const unsigned fa[4] = {a[group * 8 + pair], a[(group + 8) * 8 + pair], a[group * 8 + pair + 4], a[(group + 8) * 8 + pair + 4]};
  const unsigned fb[2] = {b[group * 8 + pair], b[group * 8 + pair + 4]};
  float d[4] = {0, 0, 0, 0};
  mma_bf16(d, fa, fb);
  c[group * 8 + pair * 2] = d[0]; c[group * 8 + pair * 2 + 1] = d[1];
  c[(group + 8) * 8 + pair * 2] = d[2]; c[(group + 8) * 8 + pair * 2 + 1] = d[3];
}

// The same through shared memory: cp.async, ldmatrix.
extern "C" __global__ void mma_staged_bf16(const uint4* a, const uint4* b, float* c)
{
  __shared__ uint4 as[32], bs[16];
  const unsigned to_a = (unsigned) __cvta_generic_to_shared(&as[threadIdx.x]);
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" :: "r"(to_a), "l"(a + threadIdx.x));
  asm volatile("cp.async.commit_group;");
  if (threadIdx.x < 16) {
    const unsigned to_b = (unsigned) __cvta_generic_to_shared(&bs[threadIdx.x]);
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" :: "r"(to_b), "l"(b + threadIdx.x));
  }
  asm volatile("cp.async.commit_group;");
  asm volatile("cp.async.wait_group 0;");
  __syncthreads();
  const int row = threadIdx.x % 16, half = threadIdx.x / 16;
  const unsigned address_a = (unsigned) __cvta_generic_to_shared(&as[row * 2 + half]);
  const unsigned address_b = (unsigned) __cvta_generic_to_shared(&bs[(threadIdx.x % 8) * 2 + (threadIdx.x / 8) % 2]);
  unsigned fa[4], fb[2];
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];" : "=r"(fa[0]), "=r"(fa[1]), "=r"(fa[2]), "=r"(fa[3]) : "r"(address_a));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];" : "=r"(fb[0]), "=r"(fb[1]) : "r"(address_b));
  float d[4] = {0, 0, 0, 0};
  mma_bf16(d, fa, fb);
  const int group = threadIdx.x / 4, pair = threadIdx.x % 4;
  *(float2*) &c[group * 8 + pair * 2] = make_float2(d[0], d[1]);
  *(float2*) &c[(group + 8) * 8 + pair * 2] = make_float2(d[2], d[3]);
}

// c [16, 8] := a [16, 8] * b [8, 8] in tf32; a row-major, b column-major.
extern "C" __global__ void mma_tf32(const float* a, const float* b, float* c)
{
  const int group = threadIdx.x / 4, one = threadIdx.x % 4;
  const float va[4] = {a[group * 8 + one], a[(group + 8) * 8 + one], a[group * 8 + one + 4], a[(group + 8) * 8 + one + 4]};
  const float vb[2] = {b[group * 8 + one], b[group * 8 + one + 4]};
  unsigned fa[4], fb[2];
  for (int i = 0; i < 4; i++) asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(fa[i]) : "f"(va[i]));
  for (int i = 0; i < 2; i++) asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(fb[i]) : "f"(vb[i]));
  float d[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
    : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) : "r"(fa[0]), "r"(fa[1]), "r"(fa[2]), "r"(fa[3]), "r"(fb[0]), "r"(fb[1]));
  c[group * 8 + one * 2] = d[0]; c[group * 8 + one * 2 + 1] = d[1];
  c[(group + 8) * 8 + one * 2] = d[2]; c[(group + 8) * 8 + one * 2 + 1] = d[3];
}
