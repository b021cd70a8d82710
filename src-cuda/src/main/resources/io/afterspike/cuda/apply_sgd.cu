// W = W - rate * G                             rounded once (fma)
//
// Definition: SgdReference.

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    apply_sgd_f32(float rate, const float* __restrict__ gradient, float* __restrict__ weights,
                  long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    weights[k] = __fmaf_rn(-rate, gradient[k], weights[k]);
  }
}
