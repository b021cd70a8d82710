// Adds the outer product of a layer's input (or its trace) and a postsynaptic factor:
//
//   gradient[i][j] += sum over b of input[b][i] * factor[b][j]
//
// b ascending, one fma per term; terms with input 0 are skipped; a zero sum is +0. input is
// [batch][pre], factor [batch][post], gradient [pre][post]. The gradient of OTTT and Approx OTPE,
// of the history form, of every rule offline (batch = steps * samples), and with a single input
// that is always 1 that of a bias. Definition: OuterProductReference.
//
// outer_product_sgd and outer_product_adamax also change the weights [pre][post].
// accumulate: 1 adds to the gradient, 0 starts from +0. The variants _sgd and _adamax then multiply
// the gradient by scale (unless that is 1), keep it, and change the weights by it, as apply_sgd and
// apply_adamax do; rate points to a number on the device.
//
// A thread owns 4 x 4 elements; 16 samples of both operands at a time
// are in shared memory, the next ones are fetched meanwhile.

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

enum { INPUTS = 32, NEURONS = 64, SAMPLES = 16, THREADS = 128 };
enum { INPUT_FETCHES = SAMPLES * INPUTS / THREADS, FACTOR_FETCHES = SAMPLES * NEURONS / THREADS };

template <int KIND>
static __device__ __forceinline__ void accumulate_product(
    const Update& update, const float* __restrict__ input, const float* __restrict__ factor,
    float* __restrict__ gradient, int accumulate, int batch, int pre, int post) {
  __shared__ __align__(16) float input_tile[SAMPLES][INPUTS];
  __shared__ __align__(16) float factor_tile[SAMPLES][NEURONS];
  const int thread = threadIdx.x;
  const int row = thread / 16 * 4;
  const int column = thread % 16 * 4;
#pragma unroll 1
  for (long long i0 = (long long)blockIdx.y * INPUTS; i0 < pre;
       i0 += (long long)gridDim.y * INPUTS) {
#pragma unroll 1
    for (long long j0 = (long long)blockIdx.x * NEURONS; j0 < post;
         j0 += (long long)gridDim.x * NEURONS) {
      float sum[4][4];
#pragma unroll
      for (int r = 0; r < 4; r++) {
#pragma unroll
        for (int c = 0; c < 4; c++) {
          const long long i = i0 + row + r;
          const long long j = j0 + column + c;
          sum[r][c] = accumulate != 0 && i < pre && j < post ? gradient[i * post + j] : 0.0f;
        }
      }
      float inputs[INPUT_FETCHES];
      float factors[FACTOR_FETCHES];
#pragma unroll 1
      for (long long b0 = -SAMPLES; b0 < batch; b0 += SAMPLES) {
        if (b0 >= 0) {
          __syncthreads();
#pragma unroll
          for (int f = 0; f < INPUT_FETCHES; f++) {
            const int k = f * THREADS + thread;
            input_tile[k / INPUTS][k % INPUTS] = inputs[f];
          }
#pragma unroll
          for (int f = 0; f < FACTOR_FETCHES; f++) {
            const int k = f * THREADS + thread;
            factor_tile[k / NEURONS][k % NEURONS] = factors[f];
          }
          __syncthreads();
        }
        // What is behind the end has input 0 and so is skipped.
#pragma unroll
        for (int f = 0; f < INPUT_FETCHES; f++) {
          const int k = f * THREADS + thread;
          const long long b = b0 + SAMPLES + k / INPUTS;
          const long long i = i0 + k % INPUTS;
          inputs[f] = b < batch && i < pre ? input[b * pre + i] : 0.0f;
        }
#pragma unroll
        for (int f = 0; f < FACTOR_FETCHES; f++) {
          const int k = f * THREADS + thread;
          const long long b = b0 + SAMPLES + k / NEURONS;
          const long long j = j0 + k % NEURONS;
          factors[f] = b < batch && j < post ? factor[b * post + j] : 0.0f;
        }
        if (b0 >= 0) {
#pragma unroll 4
          for (int s = 0; s < SAMPLES; s++) {
            const float4 x = *(const float4*)&input_tile[s][row];
            const float4 h = *(const float4*)&factor_tile[s][column];
            const float xs[4] = {x.x, x.y, x.z, x.w};
            const float hs[4] = {h.x, h.y, h.z, h.w};
#pragma unroll
            for (int r = 0; r < 4; r++) {
              if (xs[r] != 0.0f) {
#pragma unroll
                for (int c = 0; c < 4; c++) {
                  sum[r][c] = __fmaf_rn(xs[r], hs[c], sum[r][c]);
                }
              }
            }
          }
        }
      }
#pragma unroll
      for (int r = 0; r < 4; r++) {
#pragma unroll
        for (int c = 0; c < 4; c++) {
          const long long i = i0 + row + r;
          const long long j = j0 + column + c;
          if (i < pre && j < post) {
            finish<KIND>(update, sum[r][c], gradient, i * post + j);
          }
        }
      }
    }
  }
}

// Grid: ceil(post / 64), ceil(pre / 32)
extern "C" __global__ void __launch_bounds__(THREADS)
    outer_product_f32(const float* __restrict__ input, const float* __restrict__ factor,
                      float* __restrict__ gradient, int batch, int pre, int post) {
  const Update update = {};
  accumulate_product<KEEP>(update, input, factor, gradient, 1, batch, pre, post);
}

// Grid: ceil(post / 64), ceil(pre / 32)
extern "C" __global__ void __launch_bounds__(THREADS)
    outer_product_sgd_f32(float scale, const float* __restrict__ rate,
                          const float* __restrict__ input, const float* __restrict__ factor,
                          float* __restrict__ gradient, float* __restrict__ weights, int accumulate,
                          int batch, int pre, int post) {
  const Update update = {0.0f, 0.0f, 0.0f, scale, rate, weights, nullptr, nullptr};
  accumulate_product<SGD>(update, input, factor, gradient, accumulate, batch, pre, post);
}

// Grid: ceil(post / 64), ceil(pre / 32)
extern "C" __global__ void __launch_bounds__(THREADS)
    outer_product_adamax_f32(float beta1, float beta2, float epsilon, float scale,
                             const float* __restrict__ rate, const float* __restrict__ input,
                             const float* __restrict__ factor, float* __restrict__ gradient,
                             float* __restrict__ weights, float* __restrict__ first_moment,
                             float* __restrict__ infinity_norm, int accumulate, int batch, int pre,
                             int post) {
  const Update update = {beta1, beta2, epsilon, scale, rate, weights, first_moment, infinity_norm};
  accumulate_product<ADAMAX>(update, input, factor, gradient, accumulate, batch, pre, post);
}
