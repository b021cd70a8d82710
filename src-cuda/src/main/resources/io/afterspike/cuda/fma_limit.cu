// As many multiply-adds as the device can do, to compare kernels with: nothing but registers is
// used inside the loop.
//
//   x = values[k] + c, then turns times x = factor * x + addend, for each c of 0..7
//   values[k] = the sum of the eight, c ascending from the first
//
// values is [count] and modified. Eight sums in turn hide how long one multiply-add takes.

enum { CHAINS = 8 };

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    fma_limit_f32(float factor, float addend, float* __restrict__ values, int turns,
                  long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float x[CHAINS];
#pragma unroll
    for (int c = 0; c < CHAINS; c++) {
      x[c] = __fadd_rn(values[k], (float)c);
    }
#pragma unroll 8
    for (int turn = 0; turn < turns; turn++) {
#pragma unroll
      for (int c = 0; c < CHAINS; c++) {
        x[c] = __fmaf_rn(factor, x[c], addend);
      }
    }
    float sum = x[0];
#pragma unroll
    for (int c = 1; c < CHAINS; c++) {
      sum = __fadd_rn(sum, x[c]);
    }
    values[k] = sum;
  }
}
