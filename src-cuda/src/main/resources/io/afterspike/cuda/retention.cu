// retention = leak * (1 - threshold * surrogate)             one fma, then the product rounded
//
// Definition: RetentionReference.

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    retention_f32(float leak, float threshold, const float* __restrict__ surrogate,
                  float* __restrict__ retention, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    retention[k] = __fmul_rn(leak, __fmaf_rn(-threshold, surrogate[k], 1.0f));
  }
}
