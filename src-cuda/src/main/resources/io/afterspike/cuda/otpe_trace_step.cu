// OTPE with one matrix trace per sample:
//
//   R(t) = c(t) * R(t-1) + g(t) * â(t)         product rounded, then one fma; tiny values to +0
//
// retention c and surrogate g are [batch][post], presynaptic_trace â [batch][pre],
// trace R [batch][pre][post]. Definition: OtpeTraceReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { LANES = 32, WARPS = 8, ROWS = 4 };

// Grid: ceil(post / 32), ceil(batch * pre / 32)
extern "C" __global__ void __launch_bounds__(LANES* WARPS)
    otpe_trace_step_f32(const float* __restrict__ retention, const float* __restrict__ surrogate,
                        const float* __restrict__ presynaptic_trace, float* __restrict__ trace,
                        int batch, int pre, int post) {
  const unsigned int lane = threadIdx.x % 32;
  const unsigned int warp = threadIdx.x / 32;
  const unsigned int rows = (unsigned int)batch * pre;
  const unsigned int step = gridDim.y * (WARPS * ROWS);
#pragma unroll 1
  for (unsigned int first = blockIdx.y * (WARPS * ROWS) + warp; first < rows; first += step) {
#pragma unroll 1
    for (unsigned int j = blockIdx.x * LANES + lane; j < post; j += gridDim.x * LANES) {
      // All loads first: several of them are under way at a time.
      float old[ROWS], c[ROWS], g[ROWS], a[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        const bool here = row < rows;
        const long long neuron = (long long)(row / pre) * post + j;
        old[r] = here ? trace[(long long)row * post + j] : 0.0f;
        c[r] = here ? retention[neuron] : 0.0f;
        g[r] = here ? surrogate[neuron] : 0.0f;
        a[r] = here ? presynaptic_trace[row] : 0.0f;
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const unsigned int row = first + r * WARPS;
        if (row < rows) {
          trace[(long long)row * post + j] = flush(__fmaf_rn(c[r], old[r], __fmul_rn(g[r], a[r])));
        }
      }
    }
  }
}
