// Softmax cross entropy of the output and its derivative:
//
//   m = max over c of output[b][c]
//   z = sum over c of exp(output[b][c] - m)                  c ascending
//   loss[b] = ln z - (output[b][label] - m)
//   learning_signal[b][c] = (exp(output[b][c] - m) / z - (c == label ? 1 : 0)) * scale
//
// output and learning_signal are [batch][classes], labels (whole numbers) and loss [batch]. A label
// that is no class makes the loss NaN. Definition: ReadoutReference.
// A warp takes a sample at a time.

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
    cross_entropy_f32(float scale, const float* __restrict__ output,
                      const float* __restrict__ labels, float* __restrict__ learning_signal,
                      float* __restrict__ loss, int batch, int classes) {
  if (classes < 1) {
    return;
  }
  const int lane = threadIdx.x % 32;
  const int warps = blockDim.x / 32;
#pragma unroll 1
  for (long long b = (long long)blockIdx.x * warps + threadIdx.x / 32; b < batch;
       b += (long long)gridDim.x * warps) {
    const float* row = output + b * classes;
    float* signal = learning_signal + b * classes;
    float highest = row[0];
#pragma unroll 1
    for (int c = lane; c < classes; c += 32) {
      highest = highest_of(highest, row[c]);
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
        e = exponential(__fsub_rn(row[c], highest));
        signal[c] = e;
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
      signal[c] = __fmul_rn(__fsub_rn(__fdiv_rn(signal[c], sum), target), scale);
    }
    if (lane == 0) {
      loss[b] = label >= 0 && label < classes
                    ? __fsub_rn(logarithm(sum), __fsub_rn(row[label], highest))
                    : __int_as_float(0x7fc00000);
    }
  }
}
