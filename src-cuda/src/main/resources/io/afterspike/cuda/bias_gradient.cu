// The gradient of a bias whose rule keeps no matrix trace: an outer_product with a single input,
// with the same bits, for long sums over few neurons.
//
//   gradient[j] += sum over b of input[b] * factor[b][j]       b ascending; input 1 if null
//
// factor is [batch][post] (offline batch = steps * samples), gradient [post]. Terms with input 0
// are skipped. accumulate: 1 adds to the gradient, 0 starts from +0. The variants _sgd and _adamax
// then multiply the gradient by scale (unless that is 1), keep it, and change the weights by it, as
// apply_sgd and apply_adamax do; rate points to a number on the device.
//
// A block takes 32 neurons: all its warps fetch 256 rows into shared memory, one warp adds them up.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

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

enum { KEEP, SGD, ADAMAX };

// What changes a weight; rate is read from the device, so that a graph needs no new arguments.
struct Update {
  float beta1, beta2, epsilon, scale;
  const float* rate;
  float* weights;
  float* first_moment;
  float* infinity_norm;
};

// A finished sum becomes the gradient, scaled where it is used, and the gradient changes the
// weight.
template <int KIND>
static __device__ __forceinline__ void finish(const Update& update, float sum, float* gradient,
                                              long long k) {
  float g = __fadd_rn(sum, 0.0f);
  if (KIND != KEEP && update.scale != 1.0f) {
    g = __fmul_rn(update.scale, g);
  }
  gradient[k] = g;
  if (KIND == SGD) {
    update.weights[k] = __fmaf_rn(-*update.rate, g, update.weights[k]);
  } else if (KIND == ADAMAX) {
    float rest1 = __fsub_rn(1.0f, update.beta1);
    float m = flush(__fmaf_rn(update.beta1, update.first_moment[k], __fmul_rn(rest1, g)));
    float n = highest_of(__fmul_rn(update.beta2, update.infinity_norm[k]),
                         __fadd_rn(fabsf(g), update.epsilon));
    update.first_moment[k] = m;
    update.infinity_norm[k] = n;
    update.weights[k] = __fsub_rn(update.weights[k], __fdiv_rn(__fmul_rn(*update.rate, m), n));
  }
}

enum { NEURONS = 32, WARPS = 8, SAMPLES = 256, FETCHES = SAMPLES / WARPS };

template <int KIND>
static __device__ __forceinline__ void accumulate_columns(const Update& update,
                                                          const float* __restrict__ input,
                                                          const float* __restrict__ factor,
                                                          float* __restrict__ gradient,
                                                          int accumulate, int batch, int post) {
  __shared__ float tile[SAMPLES][NEURONS];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
#pragma unroll 1
  for (long long j0 = (long long)blockIdx.x * NEURONS; j0 < post;
       j0 += (long long)gridDim.x * NEURONS) {
    const long long j = j0 + lane;
    float sum = warp == 0 && j < post && accumulate != 0 ? gradient[j] : 0.0f;
#pragma unroll 1
    for (int b0 = 0; b0 < batch; b0 += SAMPLES) {
      float fetched[FETCHES];
#pragma unroll
      for (int f = 0; f < FETCHES; f++) {
        const int b = b0 + f * WARPS + warp;
        fetched[f] = b < batch && j < post ? factor[(long long)b * post + j] : 0.0f;
      }
      __syncthreads();
#pragma unroll
      for (int f = 0; f < FETCHES; f++) {
        tile[f * WARPS + warp][lane] = fetched[f];
      }
      __syncthreads();
      if (warp == 0) {
        const int end = min((int)SAMPLES, batch - b0);
#pragma unroll 4
        for (int s = 0; s < end; s++) {
          const float x = input != nullptr ? input[b0 + s] : 1.0f;
          if (x != 0.0f) {
            sum = __fmaf_rn(x, tile[s][lane], sum);
          }
        }
      }
    }
    if (warp == 0 && j < post) {
      finish<KIND>(update, sum, gradient, j);
    }
  }
}

// Grid: ceil(post / 32)
extern "C" __global__ void __launch_bounds__(32 * WARPS)
    bias_gradient_f32(const float* __restrict__ input, const float* __restrict__ factor,
                      float* __restrict__ gradient, int accumulate, int batch, int post) {
  const Update update = {};
  accumulate_columns<KEEP>(update, input, factor, gradient, accumulate, batch, post);
}

// Grid: ceil(post / 32)
extern "C" __global__ void __launch_bounds__(32 * WARPS)
    bias_gradient_sgd_f32(float scale, const float* __restrict__ rate,
                          const float* __restrict__ input, const float* __restrict__ factor,
                          float* __restrict__ gradient, float* __restrict__ weights, int accumulate,
                          int batch, int post) {
  const Update update = {0.0f, 0.0f, 0.0f, scale, rate, weights, nullptr, nullptr};
  accumulate_columns<SGD>(update, input, factor, gradient, accumulate, batch, post);
}

// Grid: ceil(post / 32)
extern "C" __global__ void __launch_bounds__(32 * WARPS)
    bias_gradient_adamax_f32(float beta1, float beta2, float epsilon, float scale,
                             const float* __restrict__ rate, const float* __restrict__ input,
                             const float* __restrict__ factor, float* __restrict__ gradient,
                             float* __restrict__ weights, float* __restrict__ first_moment,
                             float* __restrict__ infinity_norm, int accumulate, int batch,
                             int post) {
  const Update update = {beta1, beta2, epsilon, scale, rate, weights, first_moment, infinity_norm};
  accumulate_columns<ADAMAX>(update, input, factor, gradient, accumulate, batch, post);
}
