// Sends the postsynaptic factor down through the weights:
//
//   learning_signal[b][i] = sum over j of factor[b][j] * weights[i][j]
//
// j ascending from +0, one fma per term. factor is [batch][post], weights [pre][post],
// learning_signal [batch][pre]. Definition: ProjectionReference.
//
// project_factor also multiplies the signal by the surrogate of the layer below, as multiply does:
//
//   factor_below[b][i] = learning_signal[b][i] * surrogate[b][i]
//
// A thread owns 2 x 2 elements; 32 neurons of both operands at a time
// are in shared memory, turned over, the next ones are fetched meanwhile. The last tile is summed
// only as far as there are neurons: a term 0 * 0 would turn a sum of -0 into +0.

enum { SAMPLES = 16, INPUTS = 32, NEURONS = 32, THREADS = 128, WARPS = 4 };
enum { FACTOR_FETCHES = SAMPLES / WARPS, WEIGHT_FETCHES = INPUTS / WARPS };

static __device__ __forceinline__ void project_tiles(const float* __restrict__ factor,
                                                     const float* __restrict__ weights,
                                                     const float* __restrict__ surrogate,
                                                     float* __restrict__ learning_signal,
                                                     float* __restrict__ factor_below, int batch,
                                                     int pre, int post) {
  // Rows two longer than needed spread the turned-over writes over the banks.
  __shared__ __align__(16) float factor_tile[NEURONS][SAMPLES + 2];
  __shared__ __align__(16) float weight_tile[NEURONS][INPUTS + 2];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int column = threadIdx.x % 16 * 2;
  const int row = threadIdx.x / 16 * 2;
#pragma unroll 1
  for (long long b0 = (long long)blockIdx.y * SAMPLES; b0 < batch;
       b0 += (long long)gridDim.y * SAMPLES) {
#pragma unroll 1
    for (long long i0 = (long long)blockIdx.x * INPUTS; i0 < pre;
         i0 += (long long)gridDim.x * INPUTS) {
      float sum[2][2] = {{0.0f, 0.0f}, {0.0f, 0.0f}};
      float factors[FACTOR_FETCHES];
      float rows[WEIGHT_FETCHES];
#pragma unroll 1
      for (long long j0 = -NEURONS; j0 < post; j0 += NEURONS) {
        if (j0 >= 0) {
          __syncthreads();
#pragma unroll
          for (int f = 0; f < FACTOR_FETCHES; f++) {
            factor_tile[lane][f * WARPS + warp] = factors[f];
          }
#pragma unroll
          for (int f = 0; f < WEIGHT_FETCHES; f++) {
            weight_tile[lane][f * WARPS + warp] = rows[f];
          }
          __syncthreads();
        }
        const long long j = j0 + NEURONS + lane;
#pragma unroll
        for (int f = 0; f < FACTOR_FETCHES; f++) {
          const long long b = b0 + f * WARPS + warp;
          factors[f] = b < batch && j < post ? factor[b * post + j] : 0.0f;
        }
#pragma unroll
        for (int f = 0; f < WEIGHT_FETCHES; f++) {
          const long long i = i0 + f * WARPS + warp;
          rows[f] = i < pre && j < post ? weights[i * post + j] : 0.0f;
        }
        if (j0 >= 0 && post - j0 >= NEURONS) {
#pragma unroll
          for (int n = 0; n < NEURONS; n++) {
            const float2 h = *(const float2*)&factor_tile[n][row];
            const float2 w = *(const float2*)&weight_tile[n][column];
            sum[0][0] = __fmaf_rn(h.x, w.x, sum[0][0]);
            sum[0][1] = __fmaf_rn(h.x, w.y, sum[0][1]);
            sum[1][0] = __fmaf_rn(h.y, w.x, sum[1][0]);
            sum[1][1] = __fmaf_rn(h.y, w.y, sum[1][1]);
          }
        } else if (j0 >= 0) {
#pragma unroll 1
          for (int n = 0; n < post - j0; n++) {
            const float2 h = *(const float2*)&factor_tile[n][row];
            const float2 w = *(const float2*)&weight_tile[n][column];
            sum[0][0] = __fmaf_rn(h.x, w.x, sum[0][0]);
            sum[0][1] = __fmaf_rn(h.x, w.y, sum[0][1]);
            sum[1][0] = __fmaf_rn(h.y, w.x, sum[1][0]);
            sum[1][1] = __fmaf_rn(h.y, w.y, sum[1][1]);
          }
        }
      }
#pragma unroll
      for (int r = 0; r < 2; r++) {
#pragma unroll
        for (int c = 0; c < 2; c++) {
          const long long b = b0 + row + r;
          const long long i = i0 + column + c;
          if (b < batch && i < pre) {
            learning_signal[b * pre + i] = sum[r][c];
            if (factor_below != nullptr) {
              factor_below[b * pre + i] = __fmul_rn(sum[r][c], surrogate[b * pre + i]);
            }
          }
        }
      }
    }
  }
}

// Grid: ceil(pre / 32), ceil(batch / 16)
extern "C" __global__ void __launch_bounds__(THREADS)
    project_f32(const float* __restrict__ factor, const float* __restrict__ weights,
                float* __restrict__ learning_signal, int batch, int pre, int post) {
  project_tiles(factor, weights, nullptr, learning_signal, nullptr, batch, pre, post);
}

// Grid: ceil(pre / 32), ceil(batch / 16)
extern "C" __global__ void __launch_bounds__(THREADS)
    project_factor_f32(const float* __restrict__ factor, const float* __restrict__ weights,
                       const float* __restrict__ surrogate, float* __restrict__ learning_signal,
                       float* __restrict__ factor_below, int batch, int pre, int post) {
  project_tiles(factor, weights, surrogate, learning_signal, factor_below, batch, pre, post);
}
