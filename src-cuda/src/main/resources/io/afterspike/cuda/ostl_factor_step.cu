// OSTL's factor of one past step: D = c(t-1) * D             tiny values flushed to +0
//
// Definition: HistoryFactorReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    ostl_factor_step_f32(const float* __restrict__ previous_retention, float* __restrict__ factor,
                         long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    factor[k] = flush(__fmul_rn(previous_retention[k], factor[k]));
  }
}
