// otpe_factors_step: V neurons of a sample in a thread, the ages shared among blockIdx.y.
static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

template <int V> struct Vec;
template <> struct Vec<1> { typedef float T; };
template <> struct Vec<2> { typedef float2 T; };
template <> struct Vec<4> { typedef float4 T; };

template <int V, int AHEAD>
static __device__ __forceinline__ void otpe_factors(float leak, float threshold,
                                                    const int* __restrict__ step,
                                                    const float* __restrict__ decays,
                                                    const float* __restrict__ surrogate,
                                                    float* __restrict__ factors, int window,
                                                    long long count) {
  typedef typename Vec<V>::T T;
  const int t = *step;
  const int ages = min(t, window - 1);
  const long long k = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * V;
  const int from = 1 + blockIdx.y * AHEAD;
  if (k >= count || (from > ages && blockIdx.y != 0)) {
    return;
  }
  float g[V], c[V];
  *(T*)g = *(const T*)(surrogate + k);
  float* factor = factors + k;
  if (blockIdx.y == 0) {
    *(T*)(factor + (long long)(t % window) * count) = *(T*)g;
  }
#pragma unroll
  for (int v = 0; v < V; v++) {
    c[v] = __fmul_rn(leak, __fmaf_rn(-threshold, g[v], 1.0f));
  }
  const int stride = gridDim.y * AHEAD;
#pragma unroll 1
  for (int age0 = from; age0 <= ages; age0 += stride) {
    float old[AHEAD][V];
    int slot = (t - age0) % window;
    int slots[AHEAD];
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      slots[a] = slot;
      slot = slot == 0 ? window - 1 : slot - 1;
      if (age0 + a <= ages) {
        *(T*)old[a] = *(const T*)(factor + slots[a] * count);
      } else {
#pragma unroll
        for (int v = 0; v < V; v++) old[a][v] = 0.0f;
      }
    }
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      if (age0 + a <= ages) {
        const float decay = decays[age0 + a];
#pragma unroll
        for (int v = 0; v < V; v++) {
          old[a][v] = flush(__fmaf_rn(c[v], old[a][v], __fmul_rn(g[v], decay)));
        }
        *(T*)(factor + slots[a] * count) = *(T*)old[a];
      }
    }
  }
}
#define FACTORS_KERNEL(NAME, V, AHEAD)                                                             \
  extern "C" __global__ void __launch_bounds__(256)                                                \
      NAME(float leak, float threshold, const int* __restrict__ step,                              \
           const float* __restrict__ decays, const float* __restrict__ surrogate,                  \
           float* __restrict__ factors, int window, long long count) {                             \
    otpe_factors<V, AHEAD>(leak, threshold, step, decays, surrogate, factors, window, count);      \
  }
