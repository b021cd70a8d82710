// product = left * right; product may be left or right
//
// Definition: ProductReference.

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    multiply_f32(const float* left, const float* right, float* product, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    product[k] = __fmul_rn(left[k], right[k]);
  }
}
