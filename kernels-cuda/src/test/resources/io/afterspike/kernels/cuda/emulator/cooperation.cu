// Kernels whose threads work together: shared memory, shuffles, votes, atomics.

// sums[block] := sum of the block's 256 values, by a tree in shared memory.
extern "C" __global__ void block_sum_f32(const float* __restrict__ x, float* __restrict__ sums, const int n)
{
  __shared__ float part[256];
  const int j = blockIdx.x * 256 + threadIdx.x;
  part[threadIdx.x] = j < n ? x[j] : 0.0f;
  __syncthreads();
  for (int half = 128; half > 0; half >>= 1) {
    if (threadIdx.x < half) part[threadIdx.x] = __fadd_rn(part[threadIdx.x], part[threadIdx.x + half]);
    __syncthreads();
  }
  if (threadIdx.x == 0) sums[blockIdx.x] = part[0];
}

// c := a * b, tiles of 16 x 16.
extern "C" __global__ void multiply_f32(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, const int m, const int n, const int k)
{
  __shared__ float as[16][17], bs[16][17];
  const int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
  float sum = 0.0f;
  for (int base = 0; base < k; base += 16) {
    as[threadIdx.y][threadIdx.x] = row < m && base + threadIdx.x < k ? a[row * k + base + threadIdx.x] : 0.0f;
    bs[threadIdx.y][threadIdx.x] = column < n && base + threadIdx.y < k ? b[(base + threadIdx.y) * n + column] : 0.0f;
    __syncthreads();
    #pragma unroll
    for (int i = 0; i < 16; i++) sum = __fmaf_rn(as[threadIdx.y][i], bs[i][threadIdx.x], sum);
    __syncthreads();
  }
  if (row < m && column < n) c[row * n + column] = sum;
}

// Row sums by butterfly shuffles, one warp a row, dynamic shared memory for the maxima.
extern "C" __global__ void softmax_f32(const float* __restrict__ x, float* __restrict__ y, const int rows, const int columns)
{
  extern __shared__ float row_values[];
  const int row = blockIdx.x;
  float top = -__int_as_float(0x7f800000);
  for (int j = threadIdx.x; j < columns; j += 32) {
    const float v = x[row * columns + j];
    row_values[j] = v;
    top = fmaxf(top, v);
  }
  for (int mask = 16; mask > 0; mask >>= 1) top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, mask));
  float sum = 0.0f;
  for (int j = threadIdx.x; j < columns; j += 32) {
    const float e = expf(row_values[j] - top);
    row_values[j] = e;
    sum += e;
  }
  for (int mask = 16; mask > 0; mask >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, mask);
  for (int j = threadIdx.x; j < columns; j += 32) y[row * columns + j] = __fdiv_rn(row_values[j], sum);
}

// Counts values above a limit: votes, population counts and atomics of several types.
extern "C" __global__ void count_f32(const float* __restrict__ x, const float limit, unsigned* counts, unsigned long long* total, int* largest, float* sum, unsigned* locked, const int n)
{
  __shared__ unsigned block_count;
  if (threadIdx.x == 0) block_count = 0;
  __syncthreads();
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  const bool above = j < n && x[j] > limit;
  const unsigned ballot = __ballot_sync(0xffffffffu, above);
  if ((threadIdx.x & 31) == 0) atomicAdd(&block_count, __popc(ballot));
  if (above) {
    atomicMax(largest, __float_as_int(x[j]));
    atomicAdd(sum, 1.0f);
    unsigned old = *(volatile unsigned*) locked, seen;
    do { seen = old; old = atomicCAS(locked, seen, seen + 3); } while (old != seen);
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    counts[blockIdx.x] = block_count;
    atomicAdd(total, (unsigned long long) block_count);
  }
}

// Transposes whole warps by shuffles of every kind.
extern "C" __global__ void shuffles_s32(const int* x, int* y)
{
  const int lane = threadIdx.x, v = x[lane];
  y[lane] = __shfl_sync(0xffffffffu, v, (lane * 5) & 31);
  y[32 + lane] = __shfl_up_sync(0xffffffffu, v, 3);
  y[64 + lane] = __shfl_down_sync(0xffffffffu, v, 5, 8);
  y[96 + lane] = __any_sync(0xffffffffu, v > 100) * 2 + __all_sync(0xffffffffu, v > -1000);
  __syncwarp();
}

// A grid barrier by counting: what a persistent kernel does between steps. y[j] := x of the neighbouring block.
extern "C" __global__ void grid_steps_f32(float* x, float* y, unsigned* arrived, const int n, const int steps)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  for (int step = 0; step < steps; step++) {
    float* from = step % 2 == 0 ? x : y;
    float* to = step % 2 == 0 ? y : x;
    if (j < n) to[j] = from[(j + blockDim.x) % n] + 1.0f;
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) {
      atomicAdd(arrived, 1u);
      while (*(volatile unsigned*) arrived < (step + 1) * gridDim.x) { }
      __threadfence();
    }
    __syncthreads();
  }
}
