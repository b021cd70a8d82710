// destination[k] = source[k]; the two may not overlap

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    copy_f32(const float* __restrict__ source, float* __restrict__ destination, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    destination[k] = source[k];
  }
}
