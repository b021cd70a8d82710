// One Adamax update:
//
//   m = beta1 * m + (1 - beta1) * G            product rounded, then one fma; tiny values to +0
//   n = max(beta2 * n, |G| + epsilon)          NaN-propagating
//   W = W - (rate * m) / n                     rate = learning rate / (1 - beta1^updates)
//
// Definition: AdamaxReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// The larger, NaN if either is; fmaxf would drop the NaN.
static __device__ __forceinline__ float highest_of(float a, float b) {
#if __CUDA_ARCH__ >= 800
  float highest;
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(highest) : "f"(a), "f"(b));
  return highest;
#else
  return a != a || b != b ? __fadd_rn(a, b) : fmaxf(a, b);
#endif
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    apply_adamax_f32(float rate, float beta1, float beta2, float epsilon,
                     const float* __restrict__ gradient, float* __restrict__ weights,
                     float* __restrict__ first_moment, float* __restrict__ infinity_norm,
                     long long count) {
  const float rest1 = __fsub_rn(1.0f, beta1);
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float g = gradient[k];
    float m = flush(__fmaf_rn(beta1, first_moment[k], __fmul_rn(rest1, g)));
    float n = highest_of(__fmul_rn(beta2, infinity_norm[k]), __fadd_rn(fabsf(g), epsilon));
    first_moment[k] = m;
    infinity_norm[k] = n;
    weights[k] = __fsub_rn(weights[k], __fdiv_rn(__fmul_rn(rate, m), n));
  }
}
