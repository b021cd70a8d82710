// The gradient of the history form over all kept steps in one launch, driven by the events:
//
//   gradient[i][j] += sum over k, b of input(k)[b][i] * (learning_signal[b][j] * factor(k)[b][j])
//
// k ascending, then b; the inner product rounded, then one fma per term; terms with input 0 are
// skipped; a zero sum is +0. The bits of multiply and outer_product for each kept step in turn.
// With a null learning_signal the factors are taken as they are: the gradient of a whole sequence
// offline.
//
// step points to the latest step t; kept are the last window steps up to t. Step k is in part
// k % input_slots of input [input_slots][batch][pre] and part k % window of factors
// [window][batch][post]. learning_signal is [batch][post].
// gradient, weights and the optimizer's arrays are [rows][post], where rows is pre, or pre + 1 with
// the bias as last row.
// accumulate: 1 adds to the gradient, 0 starts from +0. The variants _sgd and _adamax then multiply
// the gradient by scale (unless that is 1), keep it, and change the weights by it, as apply_sgd and
// apply_adamax do; rate points to a number on the device.
//
// history_gradient_split is fast, not strict: a block sums a share of the rows only, into part z
// of parts [part_count][rows][post]; sum_parts adds them up.
//
// A block takes 32 rows and 64 columns of the gradient, a warp four rows, a lane two columns. 32
// rows of the history at a time are in shared memory, the next ones are fetched meanwhile. A warp
// walks over the non-zero inputs of a row only, as bits of a vote: at 6 % density a sixth of the
// work of a dense product.

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

// Row r of a history: sample r % batch of kept step first + r / batch.
struct Place {
  int input;   // row of the input, [input_slots * batch]
  int factor;  // row of the factors, [window * batch]
  int sample;
};

static __device__ __forceinline__ Place place_of(int row, int first, int batch, int input_slots,
                                                 int window) {
  const int step = first + row / batch;
  const int sample = row % batch;
  return {step % input_slots * batch + sample, step % window * batch + sample, sample};
}

enum { INPUTS = 32, NEURONS = 64, CHUNK = 32, THREADS = 256, ROWS = 4 };
enum { INPUT_FETCHES = CHUNK * INPUTS / THREADS, FACTOR_FETCHES = CHUNK * NEURONS / THREADS };

// Sums up rows [from, to) of the history into sum, rows i0 + 4 * warp + (0..3), columns j0 + lane
// and j0 + 32 + lane.
static __device__ __forceinline__ void sum_history(
    float (&sum)[ROWS][2], const float* __restrict__ input, const float* __restrict__ factors,
    const float* __restrict__ learning_signal, int first, int from, int to, int i0, int j0,
    int input_slots, int window, int batch, int pre, int rows, int post) {
  __shared__ float input_tile[CHUNK][INPUTS + 1];
  __shared__ float factor_tile[CHUNK][NEURONS];
  __shared__ Place places[2][CHUNK];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  float inputs[INPUT_FETCHES];
  float values[FACTOR_FETCHES];
  __syncthreads();
  if (threadIdx.x < CHUNK && from + (int)threadIdx.x < to) {
    places[0][threadIdx.x] = place_of(from + threadIdx.x, first, batch, input_slots, window);
  }
  __syncthreads();
  int turn = 0;
#pragma unroll 1
  for (int r0 = from - CHUNK; r0 < to; r0 += CHUNK) {
    const bool filled = r0 >= from;
    if (filled) {
      __syncthreads();
#pragma unroll
      for (int f = 0; f < INPUT_FETCHES; f++) {
        const int k = f * THREADS + threadIdx.x;
        input_tile[k / INPUTS][k % INPUTS] = inputs[f];
      }
#pragma unroll
      for (int f = 0; f < FACTOR_FETCHES; f++) {
        const int k = f * THREADS + threadIdx.x;
        factor_tile[k / NEURONS][k % NEURONS] = values[f];
      }
    }
    // The rows after the next ones, so that the fetches below find theirs.
    const int later = r0 + 2 * CHUNK + threadIdx.x;
    if (threadIdx.x < CHUNK && later < to) {
      places[1 - turn][threadIdx.x] = place_of(later, first, batch, input_slots, window);
    }
    if (filled) {
      __syncthreads();
    }
#pragma unroll
    for (int f = 0; f < INPUT_FETCHES; f++) {
      const int k = f * THREADS + threadIdx.x;
      const int i = i0 + k % INPUTS;
      inputs[f] = 0.0f;
      if (r0 + CHUNK + k / INPUTS < to && i < rows) {
        const Place& place = places[turn][k / INPUTS];
        inputs[f] = i < pre ? input[(long long)place.input * pre + i] : 1.0f;
      }
    }
#pragma unroll
    for (int f = 0; f < FACTOR_FETCHES; f++) {
      const int k = f * THREADS + threadIdx.x;
      const int j = j0 + k % NEURONS;
      values[f] = 0.0f;
      if (r0 + CHUNK + k / NEURONS < to && j < post) {
        const Place& place = places[turn][k / NEURONS];
        values[f] = factors[(long long)place.factor * post + j];
        if (learning_signal != nullptr) {
          values[f] = __fmul_rn(learning_signal[(long long)place.sample * post + j], values[f]);
        }
      }
    }
    turn = 1 - turn;
    if (filled) {
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        const float x = input_tile[lane][warp * ROWS + r];
        unsigned int events = __ballot_sync(0xffffffffu, x != 0.0f);
        if (events == 0xffffffffu) {
#pragma unroll 2
          for (int e = 0; e < CHUNK; e++) {
            const float own = __shfl_sync(0xffffffffu, x, e);
            sum[r][0] = __fmaf_rn(own, factor_tile[e][lane], sum[r][0]);
            sum[r][1] = __fmaf_rn(own, factor_tile[e][lane + 32], sum[r][1]);
          }
        } else {
#pragma unroll 1
          while (events != 0) {
            const int e = __ffs(events) - 1;
            events &= events - 1;
            const float own = __shfl_sync(0xffffffffu, x, e);
            sum[r][0] = __fmaf_rn(own, factor_tile[e][lane], sum[r][0]);
            sum[r][1] = __fmaf_rn(own, factor_tile[e][lane + 32], sum[r][1]);
          }
        }
      }
    }
  }
}

template <int KIND>
static __device__ __forceinline__ void accumulate_history(
    const Update& update, const int* __restrict__ step, const float* __restrict__ input,
    const float* __restrict__ factors, const float* __restrict__ learning_signal,
    float* __restrict__ gradient, int accumulate, int input_slots, int window, int batch, int pre,
    int rows, int post) {
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int first = max(0, *step + 1 - window);
  const int history = (*step + 1 - first) * batch;
#pragma unroll 1
  for (int i0 = blockIdx.y * INPUTS; i0 < rows; i0 += gridDim.y * INPUTS) {
#pragma unroll 1
    for (int j0 = blockIdx.x * NEURONS; j0 < post; j0 += gridDim.x * NEURONS) {
      float sum[ROWS][2];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
#pragma unroll
        for (int c = 0; c < 2; c++) {
          const int i = i0 + warp * ROWS + r;
          const int j = j0 + c * 32 + lane;
          sum[r][c] =
              accumulate != 0 && i < rows && j < post ? gradient[(long long)i * post + j] : 0.0f;
        }
      }
      sum_history(sum, input, factors, learning_signal, first, 0, history, i0, j0, input_slots,
                  window, batch, pre, rows, post);
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
#pragma unroll
        for (int c = 0; c < 2; c++) {
          const int i = i0 + warp * ROWS + r;
          const int j = j0 + c * 32 + lane;
          if (i < rows && j < post) {
            finish<KIND>(update, sum[r][c], gradient, (long long)i * post + j);
          }
        }
      }
    }
  }
}

// Grid: ceil(post / 64), ceil(rows / 32)
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    history_gradient_f32(const int* __restrict__ step, const float* __restrict__ input,
                         const float* __restrict__ factors,
                         const float* __restrict__ learning_signal, float* __restrict__ gradient,
                         int accumulate, int input_slots, int window, int batch, int pre, int rows,
                         int post) {
  const Update update = {};
  accumulate_history<KEEP>(update, step, input, factors, learning_signal, gradient, accumulate,
                           input_slots, window, batch, pre, rows, post);
}

// Grid: ceil(post / 64), ceil(rows / 32)
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    history_gradient_sgd_f32(float scale, const float* __restrict__ rate,
                             const int* __restrict__ step, const float* __restrict__ input,
                             const float* __restrict__ factors,
                             const float* __restrict__ learning_signal,
                             float* __restrict__ gradient, float* __restrict__ weights,
                             int accumulate, int input_slots, int window, int batch, int pre,
                             int rows, int post) {
  const Update update = {0.0f, 0.0f, 0.0f, scale, rate, weights, nullptr, nullptr};
  accumulate_history<SGD>(update, step, input, factors, learning_signal, gradient, accumulate,
                          input_slots, window, batch, pre, rows, post);
}

// Grid: ceil(post / 64), ceil(rows / 32)
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    history_gradient_adamax_f32(float beta1, float beta2, float epsilon, float scale,
                                const float* __restrict__ rate, const int* __restrict__ step,
                                const float* __restrict__ input, const float* __restrict__ factors,
                                const float* __restrict__ learning_signal,
                                float* __restrict__ gradient, float* __restrict__ weights,
                                float* __restrict__ first_moment, float* __restrict__ infinity_norm,
                                int accumulate, int input_slots, int window, int batch, int pre,
                                int rows, int post) {
  const Update update = {beta1, beta2, epsilon, scale, rate, weights, first_moment, infinity_norm};
  accumulate_history<ADAMAX>(update, step, input, factors, learning_signal, gradient, accumulate,
                             input_slots, window, batch, pre, rows, post);
}

// Grid: ceil(post / 64), ceil(rows / 32), part_count
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    history_gradient_split_f32(const int* __restrict__ step, const float* __restrict__ input,
                               const float* __restrict__ factors,
                               const float* __restrict__ learning_signal, float* __restrict__ parts,
                               int part_count, int input_slots, int window, int batch, int pre,
                               int rows, int post) {
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int first = max(0, *step + 1 - window);
  const int history = (*step + 1 - first) * batch;
  // Whole chunks, so that a share begins where a chunk does.
  const int chunks = (history + CHUNK - 1) / CHUNK;
  const int share = (chunks + part_count - 1) / part_count * CHUNK;
#pragma unroll 1
  for (int z = blockIdx.z; z < part_count; z += gridDim.z) {
    const int from = min(history, z * share);
    const int to = min(history, from + share);
    float* part = parts + (long long)z * rows * post;
#pragma unroll 1
    for (int i0 = blockIdx.y * INPUTS; i0 < rows; i0 += gridDim.y * INPUTS) {
#pragma unroll 1
      for (int j0 = blockIdx.x * NEURONS; j0 < post; j0 += gridDim.x * NEURONS) {
        float sum[ROWS][2] = {};
        sum_history(sum, input, factors, learning_signal, first, from, to, i0, j0, input_slots,
                    window, batch, pre, rows, post);
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
#pragma unroll
          for (int c = 0; c < 2; c++) {
            const int i = i0 + warp * ROWS + r;
            const int j = j0 + c * 32 + lane;
            if (i < rows && j < post) {
              part[(long long)i * post + j] = sum[r][c];
            }
          }
        }
      }
    }
  }
}
