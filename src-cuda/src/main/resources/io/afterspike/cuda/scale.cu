// values = factor * values
//
// Definition: ProductReference.

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    scale_f32(float factor, float* __restrict__ values, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    values[k] = __fmul_rn(factor, values[k]);
  }
}
