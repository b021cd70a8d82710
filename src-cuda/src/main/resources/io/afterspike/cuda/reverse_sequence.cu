// The reverse pass of one layer over a whole sequence, per rule; from the last step to the first,
// A = F = 0 behind the last:
//
//   BPTT:    A = g d + c A(t+1)                              sends A
//   OSTL:    A = g d + c A(t+1)                              sends factor = d g
//   OTPE:    F = d + leak F(t+1), A = g F + c A(t+1)         sends factor = d m
//   OTTT:    A = h + leak A(t+1)                             sends factor = h = d g
//   Approx:  A' = h + leak A'(t+1), A = A' + leak A(t+1)     sends factor = h = d m
//
// with d the learning signal, g the surrogate, m the mean surrogate, c = leak * (1 - threshold *
// g), in the roundings of ReversePassReference. All arrays are
// [steps][count], count = batch * post; adjoint receives A and may be learning_signal, factor may
// be mean_surrogate. One thread takes a neuron of a sample through all steps; the step before is
// fetched meanwhile.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { BPTT, OSTL, OTPE, OTTT, APPROX_OTPE };

template <int RULE>
static __device__ __forceinline__ void reverse(float leak, float threshold,
                                               const float* learning_signal, const float* surrogate,
                                               const float* mean_surrogate, float* adjoint,
                                               float* factor, int steps, long long count) {
  const bool reads_surrogate = RULE != APPROX_OTPE;
  const bool reads_mean = RULE == OTPE || RULE == APPROX_OTPE;
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float a = 0.0f;
    float filtered = 0.0f;
    float next_signal = 0.0f;
    float next_surrogate = 0.0f;
    float next_mean = 0.0f;
#pragma unroll 1
    for (int t = steps; t >= 0; t--) {
      const float signal = next_signal;
      const float g = next_surrogate;
      const float mean = next_mean;
      if (t > 0) {
        const long long before = (t - 1) * count + k;
        next_signal = learning_signal[before];
        next_surrogate = reads_surrogate ? surrogate[before] : 0.0f;
        next_mean = reads_mean ? mean_surrogate[before] : 0.0f;
      }
      if (t == steps) {
        continue;
      }
      const float h = __fmul_rn(signal, reads_mean ? mean : g);
      if (RULE == OTTT) {
        a = flush(__fmaf_rn(leak, a, h));
      } else if (RULE == APPROX_OTPE) {
        filtered = flush(__fmaf_rn(leak, filtered, h));
        a = flush(__fmaf_rn(leak, a, filtered));
      } else {
        filtered = RULE == OTPE ? flush(__fmaf_rn(leak, filtered, signal)) : signal;
        const float c = __fmul_rn(leak, __fmaf_rn(-threshold, g, 1.0f));
        a = flush(__fmaf_rn(c, a, __fmul_rn(g, filtered)));
      }
      adjoint[t * count + k] = a;
      if (RULE != BPTT) {
        factor[t * count + k] = h;
      }
    }
  }
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_sequence_bptt_f32(float leak, float threshold, const float* learning_signal,
                              const float* __restrict__ surrogate, float* adjoint, int steps,
                              long long count) {
  reverse<BPTT>(leak, threshold, learning_signal, surrogate, nullptr, adjoint, nullptr, steps,
                count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_sequence_ostl_f32(float leak, float threshold, const float* learning_signal,
                              const float* __restrict__ surrogate, float* adjoint, float* factor,
                              int steps, long long count) {
  reverse<OSTL>(leak, threshold, learning_signal, surrogate, nullptr, adjoint, factor, steps,
                count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_sequence_otpe_f32(float leak, float threshold, const float* learning_signal,
                              const float* __restrict__ surrogate, const float* mean_surrogate,
                              float* adjoint, float* factor, int steps, long long count) {
  reverse<OTPE>(leak, threshold, learning_signal, surrogate, mean_surrogate, adjoint, factor, steps,
                count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_sequence_ottt_f32(float leak, const float* learning_signal,
                              const float* __restrict__ surrogate, float* adjoint, float* factor,
                              int steps, long long count) {
  reverse<OTTT>(leak, 0.0f, learning_signal, surrogate, nullptr, adjoint, factor, steps, count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    reverse_sequence_approx_otpe_f32(float leak, const float* learning_signal,
                                     const float* mean_surrogate, float* adjoint, float* factor,
                                     int steps, long long count) {
  reverse<APPROX_OTPE>(leak, 0.0f, learning_signal, nullptr, mean_surrogate, adjoint, factor, steps,
                       count);
}
