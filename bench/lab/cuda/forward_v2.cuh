// forward_step, V neurons of a sample in a thread: fewer blocks list the events, loads are wider.
static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }
static __device__ __forceinline__ long long part_of(const int* step, int slots, long long size) {
  return step == nullptr ? 0 : *step % slots * size;
}
template <int V> struct Vec;
template <> struct Vec<1> { typedef float T; };
template <> struct Vec<2> { typedef float2 T; };
template <> struct Vec<4> { typedef float4 T; };

// post % V == 0; pre <= INPUTS at a time.
template <int V, int THREADS, int AHEAD>
static __device__ __forceinline__ void forward(
    float leak, float threshold, float slope, const int* __restrict__ step,
    const float* __restrict__ inverse_weight, const float* __restrict__ input,
    const float* __restrict__ weights, const float* __restrict__ bias,
    float* __restrict__ potential, float* __restrict__ mean_surrogate,
    float* __restrict__ spikes, float* __restrict__ surrogate, int input_slots, int output_slots,
    int batch, int pre, int post) {
  typedef typename Vec<V>::T T;
  enum { WARPS = THREADS / 32, INPUTS = 1024, VOTES = INPUTS / THREADS };
  __shared__ __align__(16) int2 list[INPUTS];
  __shared__ int counts[VOTES * WARPS];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int b = blockIdx.y;
  const int j = (blockIdx.x * THREADS + threadIdx.x) * V;
  const bool inside = j < post;
  const long long k = (long long)b * post + (inside ? j : 0);
  const float* column = weights + (inside ? j : 0);
  // Asked for now, used after the sum.
  float sum[V], u[V], mean[V];
#pragma unroll
  for (int c = 0; c < V; c++) {
    sum[c] = u[c] = mean[c] = 0.0f;
  }
  float inverse = 0.0f;
  if (inside) {
    *(T*)sum = *(const T*)(bias + j);
    *(T*)u = *(const T*)(potential + k);
    if (mean_surrogate != nullptr) {
      *(T*)mean = *(const T*)(mean_surrogate + k);
      inverse = *inverse_weight;
    }
  }
  input += part_of(step, input_slots, (long long)batch * pre);
  spikes += part_of(step, output_slots, (long long)batch * post);
#pragma unroll 1
  for (int i0 = 0; i0 < pre; i0 += INPUTS) {
    float x[VOTES];
    unsigned int votes[VOTES];
#pragma unroll
    for (int v = 0; v < VOTES; v++) {
      const int i = i0 + v * THREADS + threadIdx.x;
      x[v] = i < pre ? input[(long long)b * pre + i] : 0.0f;
    }
#pragma unroll
    for (int v = 0; v < VOTES; v++) {
      votes[v] = __ballot_sync(0xffffffffu, x[v] != 0.0f);
    }
    if (i0 > 0) {
      __syncthreads();
    }
    if (lane == 0) {
#pragma unroll
      for (int v = 0; v < VOTES; v++) {
        counts[v * WARPS + warp] = __popc(votes[v]);
      }
    }
    __syncthreads();
    // Inclusive sums of the at most 32 counts in each warp.
    int inclusive = lane < VOTES * WARPS ? counts[lane] : 0;
#pragma unroll
    for (int d = 1; d < 32; d *= 2) {
      const int other = __shfl_up_sync(0xffffffffu, inclusive, d);
      inclusive += lane >= d ? other : 0;
    }
    const int events = __shfl_sync(0xffffffffu, inclusive, 31);
#pragma unroll
    for (int v = 0; v < VOTES; v++) {
      const int before =
          __shfl_sync(0xffffffffu, inclusive, v * WARPS + warp) - __popc(votes[v]);
      if (x[v] != 0.0f) {
        const int place = before + __popc(votes[v] & ((1u << lane) - 1));
        list[place] = make_int2((i0 + v * THREADS + threadIdx.x) * post, __float_as_int(x[v]));
      }
    }
    __syncthreads();
    int e = 0;
#pragma unroll 1
    for (; e + AHEAD <= events; e += AHEAD) {
      float rows[AHEAD][V];
#pragma unroll
      for (int a = 0; a < AHEAD; a++) {
        *(T*)rows[a] = *(const T*)(column + list[e + a].x);
      }
#pragma unroll
      for (int a = 0; a < AHEAD; a++) {
        const float own = __int_as_float(list[e + a].y);
#pragma unroll
        for (int v = 0; v < V; v++) {
          sum[v] = __fmaf_rn(own, rows[a][v], sum[v]);
        }
      }
    }
    float rows[AHEAD][V];
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      if (e + a < events) {
        *(T*)rows[a] = *(const T*)(column + list[e + a].x);
      } else {
#pragma unroll
        for (int v = 0; v < V; v++) rows[a][v] = 0.0f;
      }
    }
#pragma unroll
    for (int a = 0; a < AHEAD; a++) {
      if (e + a < events) {
        const float own = __int_as_float(list[e + a].y);
#pragma unroll
        for (int v = 0; v < V; v++) {
          sum[v] = __fmaf_rn(own, rows[a][v], sum[v]);
        }
      }
    }
  }
  if (inside) {
    float s[V], gs[V];
#pragma unroll
    for (int c = 0; c < V; c++) {
      const float v = __fmaf_rn(leak, u[c], __fadd_rn(sum[c], 0.0f));
      const bool fires = v >= threshold;
      const float distance = __fsub_rn(v, threshold);
      const float q = __fmaf_rn(slope, fabsf(distance), 1.0f);
      const float g = __fdiv_rn(1.0f, __fmul_rn(q, q));
      u[c] = flush(fires ? distance : v);
      s[c] = fires ? 1.0f : 0.0f;
      gs[c] = g;
      if (mean_surrogate != nullptr) {
        mean[c] = __fmaf_rn(__fsub_rn(g, mean[c]), inverse, mean[c]);
      }
    }
    *(T*)(potential + k) = *(T*)u;
    *(T*)(spikes + k) = *(T*)s;
    *(T*)(surrogate + k) = *(T*)gs;
    if (mean_surrogate != nullptr) {
      *(T*)(mean_surrogate + k) = *(T*)mean;
    }
  }
}
#define FORWARD_KERNEL(NAME, V, THREADS, AHEAD)                                                  \
  extern "C" __global__ void __launch_bounds__(THREADS, 1)                                       \
      NAME(float leak, float threshold, float slope, const int* __restrict__ step,               \
           const float* __restrict__ inverse_weight, const float* __restrict__ input,            \
           const float* __restrict__ weights, const float* __restrict__ bias,                    \
           float* __restrict__ potential, float* __restrict__ mean_surrogate,                    \
           float* __restrict__ spikes, float* __restrict__ surrogate, int input_slots,           \
           int output_slots, int batch, int pre, int post) {                                     \
    forward<V, THREADS, AHEAD>(leak, threshold, slope, step, inverse_weight, input, weights,     \
                               bias, potential, mean_surrogate, spikes, surrogate, input_slots,  \
                               output_slots, batch, pre, post);                                  \
  }
