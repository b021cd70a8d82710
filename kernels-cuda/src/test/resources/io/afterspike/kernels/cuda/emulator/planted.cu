// Kernels with planted bugs, one each; the names say which.

extern "C" __global__ void no_barrier(const float* x, float* y)
{
  __shared__ float part[64];
  part[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = part[(threadIdx.x + 33) % 64];
}

extern "C" __global__ void barrier_missing_in_loop(const float* x, float* y)
{
  __shared__ float part[64];
  float sum = 0.0f;
  for (int i = 0; i < 3; i++) {
    part[threadIdx.x] = x[i * 64 + threadIdx.x];
    __syncthreads();
    sum += part[(threadIdx.x + 1) % 64];
  }
  y[threadIdx.x] = sum;
}

extern "C" __global__ void warp_barrier_for_two_warps(const float* x, float* y)
{
  __shared__ float part[64];
  part[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  y[threadIdx.x] = part[threadIdx.x ^ 32];
}

// No bug: each warp keeps to itself.
extern "C" __global__ void warp_barrier_for_each_warp(const float* x, float* y)
{
  __shared__ float part[64];
  part[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  y[threadIdx.x] = part[threadIdx.x ^ 1] + part[threadIdx.x & 32];
  __syncwarp();
  part[threadIdx.x ^ 3] = 1.0f;
}

extern "C" __global__ void no_guard(const float* x, float* y)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  y[j] = x[j];
}

extern "C" __global__ void one_before(const float* x, float* y)
{
  y[threadIdx.x] = x[(int) threadIdx.x - 1];
}

extern "C" __global__ void beyond_shared(const float* x, float* y, const int shift)
{
  __shared__ float part[32];
  part[threadIdx.x + shift] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = part[threadIdx.x];
}

extern "C" __global__ void shared_not_written(float* y, const int n)
{
  __shared__ float part[32];
  if (threadIdx.x < n) part[threadIdx.x] = 1.0f;
  __syncthreads();
  y[threadIdx.x] = part[31 - threadIdx.x];
}

extern "C" __global__ void blocks_write_the_same(float* y)
{
  y[threadIdx.x] = blockIdx.x;
}

extern "C" __global__ void blocks_in_place(float* y, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  y[j] = y[(j + 32) % n];
}

// The last block alone writes what all read.
extern "C" __global__ void last_block_writes(float* shared_value, float* y)
{
  y[blockIdx.x * blockDim.x + threadIdx.x] = shared_value[0];
  __syncthreads();
  if (blockIdx.x == gridDim.x - 1 && threadIdx.x == 0) shared_value[0] = 2.0f;
}

extern "C" __global__ void threads_in_place(float* y)
{
  y[threadIdx.x] = y[threadIdx.x ^ 32];
}

extern "C" __global__ void atomic_and_plain(unsigned* count)
{
  atomicAdd(count, 1u);
  if (threadIdx.x == 5) count[0] = 7;
}

extern "C" __global__ void barrier_in_branch(float* y)
{
  if (threadIdx.x < 16) {
    y[threadIdx.x] = 1.0f;
    __syncthreads();
  }
  y[32 + threadIdx.x] = 2.0f;
}

extern "C" __global__ void shuffle_in_branch(const int* x, int* y)
{
  int v = x[threadIdx.x];
  if (v > 0) v += __shfl_xor_sync(0xffffffffu, v, 1);
  else { __syncthreads(); v = 3; }
  y[threadIdx.x] = v;
}

extern "C" __global__ void bytes_side_by_side(const unsigned char* x, unsigned char* y, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j < n) y[j] = x[j] + 1;
}

extern "C" __global__ void misaligned(const float* x, float4* y)
{
  y[threadIdx.x] = *(const float4*) (x + 4 * threadIdx.x + 1);
}

extern "C" __global__ void beyond_local(const int* x, int* y, const int at)
{
  int part[8];
  for (int i = 0; i < 8; i++) part[i] = x[i];
  y[threadIdx.x] = part[at];
}

extern "C" __global__ void endless(const volatile int* x)
{
  while (x[0] == 0) { }
}

// The last block to arrive sums what all blocks wrote: right only with both fences.
extern "C" __global__ void last_block_sums(const float* x, float* parts, unsigned* arrived, float* y)
{
  __shared__ bool last;
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = x[blockIdx.x];
    __threadfence();
    last = atomicAdd(arrived, 1u) == gridDim.x - 1;
    __threadfence();
  }
  __syncthreads();
  if (last && threadIdx.x == 1) {
    float sum = 0.0f;
    for (int i = 0; i < gridDim.x; i++) sum = __fadd_rn(sum, parts[i]);
    y[0] = sum;
  }
}

// No bug: as the one before, but all threads write, and meet before one of them publishes.
extern "C" __global__ void all_threads_publish(const float* x, float* parts, unsigned* arrived, float* y)
{
  __shared__ bool last;
  parts[blockIdx.x * 32 + threadIdx.x] = x[blockIdx.x * 32 + threadIdx.x];
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    last = atomicAdd(arrived, 1u) == gridDim.x - 1;
    __threadfence();
  }
  __syncthreads();
  if (last && threadIdx.x == 1) {
    float sum = 0.0f;
    for (int i = 0; i < 32 * gridDim.x; i++) sum = __fadd_rn(sum, parts[i]);
    y[0] = sum;
  }
}

__device__ __forceinline__ void grid_barrier(unsigned* arrived, const unsigned expected)
{
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    atomicAdd(arrived, 1u);
    while (*(volatile unsigned*) arrived < expected) { }
    __threadfence();
  }
  __syncthreads();
}

// No bug: all blocks read what the last block writes between two grid barriers.
extern "C" __global__ void broadcast_steps(float* value, float* y, unsigned* arrived, const int steps)
{
  float sum = 0.0f;
  for (int step = 0; step < steps; step++) {
    sum = __fadd_rn(sum, value[0]);
    grid_barrier(arrived, (2 * step + 1) * gridDim.x);
    if (blockIdx.x == gridDim.x - 1 && threadIdx.x == 0) value[0] = step + 2;
    grid_barrier(arrived, (2 * step + 2) * gridDim.x);
  }
  y[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}
