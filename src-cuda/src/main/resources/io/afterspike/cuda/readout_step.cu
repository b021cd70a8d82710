// The output layer's answer to one time step in one launch: leaky_sum_step for the counts, the
// leaky output and the loss of the sequence, cross_entropy, and the product with the surrogate.
//
//   counts = counts + spikes
//   leaky_output = leak * leaky_output + spikes              unless null; then it is the output
//   loss, learning_signal = cross entropy of the output (else of the spikes)
//   loss_sum = loss_sum + loss
//   factor = learning_signal * surrogate                     unless null
//
// All with the bits of those operations. step and slots as in forward_step; spikes is
// [slots][batch][classes], counts, leaky_output (both modified), surrogate, learning_signal and
// factor [batch][classes], labels, loss and loss_sum (modified) [batch]. A warp takes a sample.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Where the current step's part of a buffer of several steps begins; no counter: the only part.
static __device__ __forceinline__ long long part_of(const int* step, int slots, long long size) {
  return step == nullptr ? 0 : *step % slots * size;
}

// The larger, NaN if either is; fmaxf would drop the NaN.
static __device__ __forceinline__ float highest_of(float a, float b) {
#if __CUDA_ARCH__ >= 800
  float highest;
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(highest) : "f"(a), "f"(b));
  return highest;
#else
  return a != a || b != b ? __fadd_rn(a, b) : fmaxf(a, b);
#endif
}

// e^x for x <= 0: n = rint(x / ln 2), r = x - n ln 2, e^x = 2^n (1 + r + r^2 p(r)); +0 below -87.
static __device__ __forceinline__ float exponential(float x) {
  if (x < -87.0f) {
    return 0.0f;
  }
  float n = __fsub_rn(__fmaf_rn(x, 0x1.715476p0f, 0x1.8p23f), 0x1.8p23f);
  float r = __fmaf_rn(n, -0x1.62e4p-1f, x);
  r = __fmaf_rn(n, -0x1.7f7d1cp-20f, r);
  float p = 1.98527617612e-4f;
  p = __fmaf_rn(p, r, 1.39304355252e-3f);
  p = __fmaf_rn(p, r, 8.33336077630e-3f);
  p = __fmaf_rn(p, r, 4.16664853692e-2f);
  p = __fmaf_rn(p, r, 1.66666671633e-1f);
  p = __fmaf_rn(p, r, 0.5f);
  p = __fadd_rn(__fmaf_rn(p, __fmul_rn(r, r), r), 1.0f);
  return __fmul_rn(p, __int_as_float((__float2int_rz(n) + 127) << 23));
}

// ln x for a normal, positive, finite x: x = 2^n m, m in [sqrt(1/2), sqrt(2)), r = m - 1.
static __device__ __forceinline__ float logarithm(float x) {
  int bits = __float_as_int(x);
  int n = (bits - 0x3f3504f3) >> 23;
  float m = __int_as_float(bits - (n << 23));
  if (x != x) {
    return x;
  }
  float r = __fsub_rn(m, 1.0f);
  float p = 7.0376836292e-2f;
  p = __fmaf_rn(p, r, -1.1514610310e-1f);
  p = __fmaf_rn(p, r, 1.1676998740e-1f);
  p = __fmaf_rn(p, r, -1.2420140846e-1f);
  p = __fmaf_rn(p, r, 1.4249322787e-1f);
  p = __fmaf_rn(p, r, -1.6668057665e-1f);
  p = __fmaf_rn(p, r, 2.0000714765e-1f);
  p = __fmaf_rn(p, r, -2.4999993993e-1f);
  p = __fmaf_rn(p, r, 3.3333331174e-1f);
  float square = __fmul_rn(r, r);
  float y = __fmul_rn(__fmul_rn(p, r), square);
  y = __fmaf_rn(__int2float_rn(n), 0x1.7f7d1cp-20f, y);
  y = __fmaf_rn(-0.5f, square, y);
  return __fmaf_rn(__int2float_rn(n), 0x1.62e4p-1f, __fadd_rn(r, y));
}

// Grid: ceil(batch / 8)
extern "C" __global__ void __launch_bounds__(256)
    readout_step_f32(float scale, float leak, const int* __restrict__ step, const float* spikes,
                     const float* __restrict__ labels, const float* __restrict__ surrogate,
                     float* __restrict__ counts, float* leaky_output, float* __restrict__ loss_sum,
                     float* __restrict__ learning_signal, float* __restrict__ factor,
                     float* __restrict__ loss, int slots, int batch, int classes) {
  const int lane = threadIdx.x % 32;
  spikes += part_of(step, slots, (long long)batch * classes);
#pragma unroll 1
  for (long long b = (long long)blockIdx.x * 8 + threadIdx.x / 32; b < batch;
       b += (long long)gridDim.x * 8) {
    const long long row = b * classes;
    // Each lane writes and reads its own classes only. Neither pointer is __restrict__, or what was
    // just written might be read through the cache for constants.
    const float* output = leaky_output != nullptr ? leaky_output : spikes;
    float highest = -__int_as_float(0x7f800000);
#pragma unroll 1
    for (int c = lane; c < classes; c += 32) {
      const float s = spikes[row + c];
      counts[row + c] = flush(__fmaf_rn(1.0f, counts[row + c], s));
      if (leaky_output != nullptr) {
        leaky_output[row + c] = flush(__fmaf_rn(leak, leaky_output[row + c], s));
      }
      highest = highest_of(highest, output[row + c]);
    }
#pragma unroll
    for (int distance = 16; distance > 0; distance /= 2) {
      highest = highest_of(highest, __shfl_xor_sync(0xffffffffu, highest, distance));
    }
    float sum = 0.0f;
#pragma unroll 1
    for (int first = 0; first < classes; first += 32) {
      const int c = first + lane;
      float e = 0.0f;
      if (c < classes) {
        e = exponential(__fsub_rn(output[row + c], highest));
        learning_signal[row + c] = e;
      }
      const int end = min(32, classes - first);
#pragma unroll 1
      for (int k = 0; k < end; k++) {
        sum = __fadd_rn(sum, __shfl_sync(0xffffffffu, e, k));
      }
    }
    const int label = __float2int_rz(labels[b]);
#pragma unroll 1
    for (int c = lane; c < classes; c += 32) {
      const float target = c == label ? 1.0f : 0.0f;
      const float signal =
          __fmul_rn(__fsub_rn(__fdiv_rn(learning_signal[row + c], sum), target), scale);
      learning_signal[row + c] = signal;
      if (factor != nullptr) {
        factor[row + c] = __fmul_rn(signal, surrogate[row + c]);
      }
      if (c == label) {
        const float own = __fsub_rn(logarithm(sum), __fsub_rn(output[row + c], highest));
        loss[b] = own;
        loss_sum[b] = flush(__fmaf_rn(1.0f, loss_sum[b], own));
      }
    }
    if (lane == 0 && !(label >= 0 && label < classes)) {
      loss[b] = __int_as_float(0x7fc00000);
      loss_sum[b] = __int_as_float(0x7fc00000);
    }
  }
}
