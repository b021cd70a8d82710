// OSTL with one matrix trace per sample:
//
//   P(t) = c(t-1) * P(t-1) + x(t)              rounded once (fma), tiny values flushed to +0
//
// previous_retention c(t-1) is [batch][post], input x [batch][pre], trace P [batch][pre][post].
// Definition: OstlTraceReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { LANES = 32, WARPS = 8, ROWS = 4 };

// Grid: ceil(post / 32), ceil(batch * pre / 32)
extern "C" __global__ void __launch_bounds__(LANES* WARPS)
    ostl_trace_step_f32(const float* __restrict__ previous_retention,
                        const float* __restrict__ input, float* __restrict__ trace, int batch,
                        int pre, int post) {
  const unsigned int lane = threadIdx.x % 32;
  const unsigned int warp = threadIdx.x / 32;
  const unsigned int rows = (unsigned int)batch * pre;
  const unsigned int step = gridDim.y * (WARPS * ROWS);
#pragma unroll 1
  for (unsigned int first = blockIdx.y * (WARPS * ROWS) + warp; first < rows; first += step) {
#pragma unroll 1
    for (unsigned int j = blockIdx.x * LANES + lane; j < post; j += gridDim.x * LANES) {
      // All loads first: several of them are under way at a time.
      float p[ROWS], c[ROWS], x[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        const bool here = row < rows;
        p[r] = here ? trace[(long long)row * post + j] : 0.0f;
        c[r] = here ? previous_retention[(long long)(row / pre) * post + j] : 0.0f;
        x[r] = here ? input[row] : 0.0f;
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        if (row < rows) {
          trace[(long long)row * post + j] = flush(__fmaf_rn(c[r], p[r], x[r]));
        }
      }
    }
  }
}
