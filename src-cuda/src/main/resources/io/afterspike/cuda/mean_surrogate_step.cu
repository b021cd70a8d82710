// mean = mean + (surrogate - mean) * inverse_weight          difference rounded, then one fma
//
// inverse_weight = 1/r, r already advanced to this step. Definition: MeanSurrogateReference.

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    mean_surrogate_step_f32(float inverse_weight, const float* __restrict__ surrogate,
                            float* __restrict__ mean_surrogate, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float mean = mean_surrogate[k];
    mean_surrogate[k] = __fmaf_rn(__fsub_rn(surrogate[k], mean), inverse_weight, mean);
  }
}
