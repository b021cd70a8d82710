// A whole sequence of lif_step and, unless means is null, mean_surrogate_step, with the same bits:
// one thread takes a neuron of a sample through all steps.
//
// current, spikes, surrogate and means (the mean surrogate after each step) are [steps][count],
// count = batch * post; inverse_weights, 1/r of each step, is [steps]; potential and mean_surrogate
// are [count] and modified.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    lif_sequence_f32(float leak, float threshold, float slope,
                     const float* __restrict__ inverse_weights, const float* __restrict__ current,
                     float* __restrict__ potential, float* __restrict__ mean_surrogate,
                     float* __restrict__ spikes, float* __restrict__ surrogate,
                     float* __restrict__ means, int steps, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float u = potential[k];
    float mean = means != nullptr ? mean_surrogate[k] : 0.0f;
#pragma unroll 4
    for (int t = 0; t < steps; t++) {
      const long long place = t * count + k;
      const float v = __fmaf_rn(leak, u, current[place]);
      const bool fires = v >= threshold;
      const float distance = __fsub_rn(v, threshold);
      const float q = __fmaf_rn(slope, fabsf(distance), 1.0f);
      const float g = __fdiv_rn(1.0f, __fmul_rn(q, q));
      u = flush(fires ? distance : v);
      spikes[place] = fires ? 1.0f : 0.0f;
      surrogate[place] = g;
      if (means != nullptr) {
        mean = __fmaf_rn(__fsub_rn(g, mean), inverse_weights[t], mean);
        means[place] = mean;
      }
    }
    potential[k] = u;
    if (means != nullptr) {
      mean_surrogate[k] = mean;
    }
  }
}
