// One step back in time of the offline forms: A = c * A + g * F
//
// Product rounded, then one fma; tiny values flushed to +0. Definition: ReverseReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_step_f32(const float* __restrict__ retention, const float* __restrict__ surrogate,
                     const float* __restrict__ learning_signal, float* __restrict__ adjoint,
                     long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    adjoint[k] =
        flush(__fmaf_rn(retention[k], adjoint[k], __fmul_rn(surrogate[k], learning_signal[k])));
  }
}
