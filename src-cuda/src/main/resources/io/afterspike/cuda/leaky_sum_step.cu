// sum = leak * sum + input                     rounded once (fma), tiny values flushed to +0
//
// Definition: LeakySumReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    leaky_sum_step_f32(float leak, const float* __restrict__ input, float* __restrict__ sum,
                       long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    sum[k] = flush(__fmaf_rn(leak, sum[k], input[k]));
  }
}
