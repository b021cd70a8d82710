// The history form's factors of all kept steps in one launch, with the bits of ostl_factor_step and
// otpe_factor_step; retention is computed on the way.
//
//   OSTL:  D(k,t) = c(t-1) * D(k,t-1), k < t     D(t,t) = 1       then c(t) is kept
//   OTPE:  Q(k,t) = c(t) * Q(k,t-1) + g(t) * decays[t-k], k < t   Q(t,t) = g(t)
//
// step points to t; kept are the last window steps up to t, step k in part k % window of factors
// [window][count]. surrogate g and retention c (modified) are [count], count = batch * post;
// decays[n] = leak^n. A thread takes a neuron of a sample, four steps under way at a time.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

enum { AHEAD = 4 };

// Changes the factors of one neuron of all kept steps before t: age 1 to ages, newest first.
template <typename Change>
static __device__ __forceinline__ void change_all(float* factor, int t, int window, long long count,
                                                  Change change) {
  const int ages = min(t, window - 1);
  int slot = t % window;
#pragma unroll 1
  for (int age = 1; age <= ages; age += AHEAD) {
    float old[AHEAD];
    long long place[AHEAD];
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      slot = slot == 0 ? window - 1 : slot - 1;
      place[a] = slot * count;
      old[a] = age + a <= ages ? factor[place[a]] : 0.0f;
    }
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      if (age + a <= ages) {
        factor[place[a]] = flush(change(old[a], age + a));
      }
    }
  }
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    ostl_factors_step_f32(float leak, float threshold, const int* __restrict__ step,
                          const float* __restrict__ surrogate, float* __restrict__ retention,
                          float* __restrict__ factors, int window, long long count) {
  const int t = *step;
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    const float previous = retention[k];
    change_all(factors + k, t, window, count,
               [=](float old, int) { return __fmul_rn(previous, old); });
    factors[t % window * count + k] = 1.0f;
    retention[k] = __fmul_rn(leak, __fmaf_rn(-threshold, surrogate[k], 1.0f));
  }
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    otpe_factors_step_f32(float leak, float threshold, const int* __restrict__ step,
                          const float* __restrict__ decays, const float* __restrict__ surrogate,
                          float* __restrict__ factors, int window, long long count) {
  const int t = *step;
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    const float g = surrogate[k];
    const float c = __fmul_rn(leak, __fmaf_rn(-threshold, g, 1.0f));
    change_all(factors + k, t, window, count,
               [=](float old, int age) { return __fmaf_rn(c, old, __fmul_rn(g, decays[age])); });
    factors[t % window * count + k] = g;
  }
}
