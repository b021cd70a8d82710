// The membrane trace of the published rules, one matrix per sample:
//
//   P = leak * E + x                           local: dv/dW
//   eligibility = g * P                        ds/dW, tiny values flushed to +0
//   E = P - threshold * (g * P)                du/dW, tiny values flushed to +0
//
// input x is [batch][pre], surrogate g [batch][post], membrane_trace E (modified) and eligibility
// [batch][pre][post]. Definition: MembraneTraceReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { LANES = 32, WARPS = 8, ROWS = 4 };

// Grid: ceil(post / 32), ceil(batch * pre / 32)
extern "C" __global__ void __launch_bounds__(LANES* WARPS)
    membrane_trace_step_f32(float leak, float threshold, const float* __restrict__ input,
                            const float* __restrict__ surrogate, float* __restrict__ membrane_trace,
                            float* __restrict__ eligibility, int batch, int pre, int post) {
  const unsigned int lane = threadIdx.x % 32;
  const unsigned int warp = threadIdx.x / 32;
  const unsigned int rows = (unsigned int)batch * pre;
  const unsigned int step = gridDim.y * (WARPS * ROWS);
#pragma unroll 1
  for (unsigned int first = blockIdx.y * (WARPS * ROWS) + warp; first < rows; first += step) {
#pragma unroll 1
    for (unsigned int j = blockIdx.x * LANES + lane; j < post; j += gridDim.x * LANES) {
      // All loads first: several of them are under way at a time.
      float old[ROWS], g[ROWS], x[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        const bool here = row < rows;
        old[r] = here ? membrane_trace[(long long)row * post + j] : 0.0f;
        g[r] = here ? surrogate[(long long)(row / pre) * post + j] : 0.0f;
        x[r] = here ? input[row] : 0.0f;
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        if (row < rows) {
          float p = __fmaf_rn(leak, old[r], x[r]);
          float e = __fmul_rn(g[r], p);
          eligibility[(long long)row * post + j] = flush(e);
          membrane_trace[(long long)row * post + j] = flush(__fmaf_rn(-threshold, e, p));
        }
      }
    }
  }
}
