// Adds the gradient of the matrix form:
//
//   gradient[i][j] += sum over b of factor[b][j] * trace[b][i][j]      b ascending, one fma per
//   term
//
// factor is [batch][post], trace [batch][pre][post], gradient [pre][post]; a zero sum is +0.
// Definition: MatrixGradientReference. The trace streams through once; the factor is shared by the
// rows of a block through the cache.

enum { LANES = 32, WARPS = 8, ROWS = 4 };

// Grid: ceil(post / 32), ceil(pre / 32)
extern "C" __global__ void __launch_bounds__(LANES* WARPS)
    matrix_gradient_f32(const float* __restrict__ factor, const float* __restrict__ trace,
                        float* __restrict__ gradient, int batch, int pre, int post) {
  const unsigned int lane = threadIdx.x % 32;
  const unsigned int warp = threadIdx.x / 32;
  const long long matrix = (long long)pre * post;
#pragma unroll 1
  for (unsigned int first = blockIdx.y * (WARPS * ROWS) + warp; first < pre;
       first += gridDim.y * (WARPS * ROWS)) {
#pragma unroll 1
    for (unsigned int j = blockIdx.x * LANES + lane; j < post; j += gridDim.x * LANES) {
      float sum[ROWS];
      long long element[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        // Rows behind the end repeat the last one and are not written.
        element[r] = (long long)min(first + r * WARPS, (unsigned int)pre - 1) * post + j;
        sum[r] = first + r * WARPS < pre ? gradient[element[r]] : 0.0f;
      }
      const float* sample = trace;
      const float* weight = factor + j;
#pragma unroll 4
      for (int b = 0; b < batch; b++) {
        float f = *weight;
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          sum[r] = __fmaf_rn(f, sample[element[r]], sum[r]);
        }
        sample += matrix;
        weight += post;
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        if (first + r * WARPS < pre) {
          gradient[element[r]] = __fadd_rn(sum[r], 0.0f);
        }
      }
    }
  }
}
