// OTPE's factor of one past step: Q = c * Q + g * decay      product rounded, then one fma; flushed
//
// decay = leak^(t-k). Definition: HistoryFactorReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    otpe_factor_step_f32(float decay, const float* __restrict__ retention,
                         const float* __restrict__ surrogate, float* __restrict__ factor,
                         long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    factor[k] = flush(__fmaf_rn(retention[k], factor[k], __fmul_rn(surrogate[k], decay)));
  }
}
