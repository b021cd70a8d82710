// The synaptic current of a layer:
//
//   current[b][j] = bias[j] + sum over i of input[b][i] * weights[i][j]
//
// The sum starts from the bias and runs over i ascending, one fma per term; terms with input 0 are
// skipped; a zero sum is +0. input is [batch][pre], weights [pre][post], bias [post], current
// [batch][post]. Definition: CurrentReference.
//
// A warp owns two samples, a lane one neuron. The tile of weights goes
// through shared memory, the next one is fetched meanwhile; a warp walks over the non-zero inputs
// of a sample only, in ascending order, as bits of a vote.

enum { NEURONS = 32, WARPS = 8, SAMPLES = 2, INPUTS = 64, FETCHES = INPUTS / WARPS };

// Grid: ceil(post / 32), ceil(batch / 16)
extern "C" __global__ void __launch_bounds__(32 * WARPS)
    current_f32(const float* __restrict__ input, const float* __restrict__ weights,
                const float* __restrict__ bias, float* __restrict__ current, int batch, int pre,
                int post) {
  __shared__ float tile[INPUTS][NEURONS];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
#pragma unroll 1
  for (long long b0 = (long long)blockIdx.y * (WARPS * SAMPLES); b0 < batch;
       b0 += (long long)gridDim.y * (WARPS * SAMPLES)) {
#pragma unroll 1
    for (long long j0 = (long long)blockIdx.x * NEURONS; j0 < post;
         j0 += (long long)gridDim.x * NEURONS) {
      const long long j = j0 + lane;
      const bool inside = j < post;
      float sum[SAMPLES];
#pragma unroll
      for (int s = 0; s < SAMPLES; s++) {
        sum[s] = inside ? bias[j] : 0.0f;
      }
      float fetched[FETCHES];
#pragma unroll
      for (int f = 0; f < FETCHES; f++) {
        int i = f * WARPS + warp;
        fetched[f] = inside && i < pre ? weights[(long long)i * post + j] : 0.0f;
      }
#pragma unroll 1
      for (int i0 = 0; i0 < pre; i0 += INPUTS) {
        __syncthreads();
#pragma unroll
        for (int f = 0; f < FETCHES; f++) {
          tile[f * WARPS + warp][lane] = fetched[f];
        }
        __syncthreads();
#pragma unroll
        for (int f = 0; f < FETCHES; f++) {
          long long i = (long long)i0 + INPUTS + f * WARPS + warp;
          fetched[f] = inside && i < pre ? weights[i * post + j] : 0.0f;
        }
#pragma unroll
        for (int s = 0; s < SAMPLES; s++) {
          const long long b = b0 + warp * SAMPLES + s;
#pragma unroll 1
          for (int half = 0; half < INPUTS; half += 32) {
            const long long i = (long long)i0 + half + lane;
            const float x = b < batch && i < pre ? input[b * pre + i] : 0.0f;
            unsigned int events = __ballot_sync(0xffffffffu, x != 0.0f);
            while (events != 0) {
              const int event = __ffs(events) - 1;
              events &= events - 1;
              sum[s] =
                  __fmaf_rn(__shfl_sync(0xffffffffu, x, event), tile[half + event][lane], sum[s]);
            }
          }
        }
      }
#pragma unroll
      for (int s = 0; s < SAMPLES; s++) {
        const long long b = b0 + warp * SAMPLES + s;
        if (inside && b < batch) {
          current[b * post + j] = __fadd_rn(sum[s], 0.0f);
        }
      }
    }
  }
}
