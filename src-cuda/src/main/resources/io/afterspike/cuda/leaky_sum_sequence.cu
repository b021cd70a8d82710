// A whole sequence of leaky_sum_step, with the same bits; each step's sum is kept in sums unless
// that is null.
//
// input and sums are [steps][count], sum [count] and modified.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    leaky_sum_sequence_f32(float leak, const float* __restrict__ input, float* __restrict__ sum,
                           float* __restrict__ sums, int steps, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float running = sum[k];
#pragma unroll 4
    for (int t = 0; t < steps; t++) {
      running = flush(__fmaf_rn(leak, running, input[t * count + k]));
      if (sums != nullptr) {
        sums[t * count + k] = running;
      }
    }
    sum[k] = running;
  }
}
