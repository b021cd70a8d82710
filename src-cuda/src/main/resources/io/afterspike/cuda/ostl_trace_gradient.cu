// OSTL in matrix form: trace step and gradient in one pass over the trace, with the bits of
// ostl_trace_step and matrix_gradient.
//
//   P = c(t-1) * P + x
//   gradient[i][j] += sum over b of factor[b][j] * P[b][i][j]     b ascending, one fma per term
//
// previous_retention c(t-1) and factor are [batch][post], input x (step and slots as in
// forward_step) [slots][batch][pre], trace P (modified) [batch][pre][post]; the bias has 1 for x
// and bias_trace (modified) [batch][post] for P, unused if rows is pre. gradient, weights and the
// optimizer's arrays are [rows][post], where rows is pre, or pre + 1 with the bias as last row.
// accumulate: 1 adds to the gradient, 0 starts from +0. The variants _sgd and _adamax then multiply
// the gradient by scale (unless that is 1), keep it, and change the weights by it, as apply_sgd and
// apply_adamax do; rate points to a number on the device.
//
// A thread takes four rows of one column and walks over the samples; the next sample's traces are
// fetched meanwhile.

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

// Where the current step's part of a buffer of several steps begins; no counter: the only part.
static __device__ __forceinline__ long long part_of(const int* step, int slots, long long size) {
  return step == nullptr ? 0 : *step % slots * size;
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

enum { LANES = 32, WARPS = 8, ROWS = 4 };

template <int KIND>
static __device__ __forceinline__ void step_and_accumulate(
    const Update& update, const float* __restrict__ previous_retention,
    const float* __restrict__ input, const float* __restrict__ factor, float* __restrict__ trace,
    float* __restrict__ bias_trace, float* __restrict__ gradient, int accumulate, int batch,
    int pre, int rows, int post) {
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int tiles = (pre + WARPS * ROWS - 1) / (WARPS * ROWS);
  // The bias, if it is asked for, is a last tile of one row.
#pragma unroll 1
  for (int tile = blockIdx.y; tile < tiles + rows - pre; tile += gridDim.y) {
    const bool bias = tile == tiles;
    const int first = bias ? pre : tile * (WARPS * ROWS) + warp;
    const int end = bias ? (warp == 0 ? rows : 0) : pre;
#pragma unroll 1
    for (int j = blockIdx.x * LANES + lane; j < post; j += gridDim.x * LANES) {
      const long long k = (long long)first * post + j;
      const long long row = (long long)WARPS * post;
      const long long sample = bias ? post : (long long)pre * post;
      float* place = bias ? bias_trace + j : trace + k;
      const float* x = bias ? nullptr : input + first;
      float sum[ROWS];
      float next[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const bool here = first + r * WARPS < end;
        next[r] = here ? place[r * row] : 0.0f;
        sum[r] = here && accumulate != 0 ? gradient[k + r * row] : 0.0f;
      }
#pragma unroll 1
      for (int b = 0; b < batch; b++) {
        const float c = previous_retention[(long long)b * post + j];
        const float weight = factor[(long long)b * post + j];
        float old[ROWS];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          old[r] = next[r];
          if (first + r * WARPS < end && b + 1 < batch) {
            next[r] = place[sample + r * row];
          }
        }
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          if (first + r * WARPS < end) {
            const float p = flush(__fmaf_rn(c, old[r], x != nullptr ? x[r * WARPS] : 1.0f));
            place[r * row] = p;
            sum[r] = __fmaf_rn(weight, p, sum[r]);
          }
        }
        place += sample;
        if (x != nullptr) {
          x += pre;
        }
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        if (first + r * WARPS < end) {
          finish<KIND>(update, sum[r], gradient, k + r * row);
        }
      }
    }
  }
}

// Grid: ceil(post / 32), ceil(pre / 32) + 1
extern "C" __global__ void __launch_bounds__(LANES* WARPS, 3)
    ostl_trace_gradient_f32(const int* __restrict__ step,
                            const float* __restrict__ previous_retention,
                            const float* __restrict__ input, const float* __restrict__ factor,
                            float* __restrict__ trace, float* __restrict__ bias_trace,
                            float* __restrict__ gradient, int accumulate, int slots, int batch,
                            int pre, int rows, int post) {
  const Update update = {};
  input += part_of(step, slots, (long long)batch * pre);
  step_and_accumulate<KEEP>(update, previous_retention, input, factor, trace, bias_trace, gradient,
                            accumulate, batch, pre, rows, post);
}

// Grid: ceil(post / 32), ceil(pre / 32) + 1
extern "C" __global__ void __launch_bounds__(LANES* WARPS, 3)
    ostl_trace_gradient_sgd_f32(float scale, const float* __restrict__ rate,
                                const int* __restrict__ step,
                                const float* __restrict__ previous_retention,
                                const float* __restrict__ input, const float* __restrict__ factor,
                                float* __restrict__ trace, float* __restrict__ bias_trace,
                                float* __restrict__ gradient, float* __restrict__ weights,
                                int accumulate, int slots, int batch, int pre, int rows, int post) {
  const Update update = {0.0f, 0.0f, 0.0f, scale, rate, weights, nullptr, nullptr};
  input += part_of(step, slots, (long long)batch * pre);
  step_and_accumulate<SGD>(update, previous_retention, input, factor, trace, bias_trace, gradient,
                           accumulate, batch, pre, rows, post);
}

// Grid: ceil(post / 32), ceil(pre / 32) + 1
extern "C" __global__ void __launch_bounds__(LANES* WARPS, 3) ostl_trace_gradient_adamax_f32(
    float beta1, float beta2, float epsilon, float scale, const float* __restrict__ rate,
    const int* __restrict__ step, const float* __restrict__ previous_retention,
    const float* __restrict__ input, const float* __restrict__ factor, float* __restrict__ trace,
    float* __restrict__ bias_trace, float* __restrict__ gradient, float* __restrict__ weights,
    float* __restrict__ first_moment, float* __restrict__ infinity_norm, int accumulate, int slots,
    int batch, int pre, int rows, int post) {
  const Update update = {beta1, beta2, epsilon, scale, rate, weights, first_moment, infinity_norm};
  input += part_of(step, slots, (long long)batch * pre);
  step_and_accumulate<ADAMAX>(update, previous_retention, input, factor, trace, bias_trace,
                              gradient, accumulate, batch, pre, rows, post);
}
