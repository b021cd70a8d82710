// Real-time recurrent learning through depth, one layer:
//
//   dv[b][j][p] = leak * dU[b][j][p]                         rounded
//               + sum over i of weights[i][j] * input_sensitivity[b][i][p]   i ascending, fma
//               + (p is weight (i,j) of this layer ? input[b][i] : 0)
//               + (p is bias j of this layer ? 1 : 0)
//   dS[b][j][p] = g[b][j] * dv                               tiny values flushed to +0
//   dU[b][j][p] = dv - threshold * dS                        tiny values flushed to +0
//
// weights are [pre][post], input [batch][pre], surrogate g [batch][post], input_sensitivity
// [batch][pre][below], potential_sensitivity dU (modified) and spike_sensitivity dS
// [batch][post][below + pre * post + post]. The layer's own parameters follow those of the layers
// below: first its weights, row-major, then its biases. Definition: SensitivityReference.
//
// A thread takes four neurons of one parameter, which share what it reads of input_sensitivity.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { NEURONS = 4 };

// Grid: ceil((below + pre * post + post) / 256), batch * ceil(post / 4)
extern "C" __global__ void __launch_bounds__(256)
    sensitivity_step_f32(float leak, float threshold, const float* __restrict__ weights,
                         const float* __restrict__ input, const float* __restrict__ surrogate,
                         const float* __restrict__ input_sensitivity,
                         float* __restrict__ potential_sensitivity,
                         float* __restrict__ spike_sensitivity, int batch, int pre, int post,
                         long long below) {
  const long long own_weights = (long long)pre * post;
  const long long parameters = below + own_weights + post;
  const int groups = (post + NEURONS - 1) / NEURONS;
#pragma unroll 1
  for (unsigned int group = blockIdx.y; group < (unsigned int)batch * groups; group += gridDim.y) {
    const int b = group / groups;
    const int j0 = group % groups * NEURONS;
#pragma unroll 1
    for (long long p = (long long)blockIdx.x * blockDim.x + threadIdx.x; p < parameters;
         p += (long long)gridDim.x * blockDim.x) {
      float dv[NEURONS];
#pragma unroll
      for (int n = 0; n < NEURONS; n++) {
        const long long neuron = (long long)b * post + j0 + n;
        dv[n] =
            j0 + n < post ? __fmul_rn(leak, potential_sensitivity[neuron * parameters + p]) : 0.0f;
      }
      if (p < below) {
#pragma unroll 1
        for (int i = 0; i < pre; i++) {
          const float s = input_sensitivity[((long long)b * pre + i) * below + p];
#pragma unroll
          for (int n = 0; n < NEURONS; n++) {
            if (j0 + n < post) {
              dv[n] = __fmaf_rn(weights[(long long)i * post + j0 + n], s, dv[n]);
            }
          }
        }
      } else {
        // The neuron that this parameter belongs to, and what it is multiplied by.
        const long long own = p - below;
        const bool is_weight = own < own_weights;
        const long long neuron = is_weight ? own % post : own - own_weights;
        const float x = is_weight ? input[(long long)b * pre + own / post] : 1.0f;
#pragma unroll
        for (int n = 0; n < NEURONS; n++) {
          if (j0 + n == neuron) {
            dv[n] = __fadd_rn(dv[n], x);
          }
        }
      }
#pragma unroll
      for (int n = 0; n < NEURONS; n++) {
        if (j0 + n < post) {
          const long long neuron = (long long)b * post + j0 + n;
          const float ds = flush(__fmul_rn(surrogate[neuron], dv[n]));
          spike_sensitivity[neuron * parameters + p] = ds;
          potential_sensitivity[neuron * parameters + p] = flush(__fmaf_rn(-threshold, ds, dv[n]));
        }
      }
    }
  }
}
