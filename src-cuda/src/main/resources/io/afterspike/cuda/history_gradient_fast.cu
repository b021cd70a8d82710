// The gradient of the history form on tensor cores: fast, not strict. The same sum as
// history_gradient, in another order:
//
//   parts[z][i][j] = sum over block z's share of the rows (k, b) of
//                    input(k)[b][i] * (learning_signal[b][j] * factor(k)[b][j])
//
// The inputs must be exact in bfloat16 (spikes, or counts up to 256) and everything finite. The
// rounded product is the exact sum of three bfloat16 numbers, so each term is exact and only the
// sum rounds. Twice the same arguments and grid: twice the same bits, on one kind of processor.
// sum_parts adds up the parts. Before compute capability 8.0 the sum runs on fma, each share in the
// strict order.
//
// Arguments as in history_gradient; parts is [part_count][rows][post]. A block takes 64 rows and 64
// columns of the gradient, 32 rows of the history at a time; a warp takes 16 x 32 by
// mma.m16n8k16.

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

enum { INPUTS = 64, NEURONS = 64, CHUNK = 32, THREADS = 256, PAIRS = CHUNK / 2, FETCHES = 4 };

#if __CUDA_ARCH__ >= 800

// Rows of 20 words: the eight rows and four words that a warp reads at a time lie in 32 banks.
enum { WORDS = PAIRS + 4 };

struct Tiles {
  unsigned int input[INPUTS][WORDS];       // two neighbours along the history in each word
  unsigned int factor[3][NEURONS][WORDS];  // high, middle and low part
};

// The upper halves of two floats: bfloat16 by truncation, the first in the low half.
static __device__ __forceinline__ unsigned int upper_halves(float a, float b) {
  return __float_as_uint(a) >> 16 | (__float_as_uint(b) & 0xffff0000u);
}

static __device__ __forceinline__ float upper_half(float a) {
  return __uint_as_float(__float_as_uint(a) & 0xffff0000u);
}

static __device__ __forceinline__ void store(Tiles& tiles, int row, int pair, const float* x,
                                             const float* h) {
  tiles.input[row][pair] = upper_halves(x[0], x[1]);
  // Truncated three times: 8 + 8 + 8 bits are all bits of a float.
  float rest[2] = {h[0], h[1]};
#pragma unroll
  for (int part = 0; part < 3; part++) {
    tiles.factor[part][row][pair] = upper_halves(rest[0], rest[1]);
    rest[0] = __fsub_rn(rest[0], upper_half(rest[0]));
    rest[1] = __fsub_rn(rest[1], upper_half(rest[1]));
  }
}

struct Sums {
  float value[4][4];  // four tiles of 16 x 8, a lane's four elements of each
};

static __device__ __forceinline__ void multiply(Sums& sums, const Tiles& tiles) {
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int row = warp / 2 * 16 + lane / 4;
  const int column = warp % 2 * 32 + lane / 4;
#pragma unroll
  for (int step = 0; step < PAIRS; step += 8) {
    const int word = step + lane % 4;
    const unsigned int a0 = tiles.input[row][word];
    const unsigned int a1 = tiles.input[row + 8][word];
    const unsigned int a2 = tiles.input[row][word + 4];
    const unsigned int a3 = tiles.input[row + 8][word + 4];
#pragma unroll
    for (int part = 2; part >= 0; part--) {
#pragma unroll
      for (int n = 0; n < 4; n++) {
        const unsigned int b0 = tiles.factor[part][column + n * 8][word];
        const unsigned int b1 = tiles.factor[part][column + n * 8][word + 4];
        asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
            "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums.value[n][0]), "+f"(sums.value[n][1]), "+f"(sums.value[n][2]),
              "+f"(sums.value[n][3])
            : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
      }
    }
  }
}

// Row and column of a lane's element in the block.
static __device__ __forceinline__ int row_of(int n, int element) {
  return threadIdx.x / 64 * 16 + threadIdx.x % 32 / 4 + element / 2 * 8;
}

static __device__ __forceinline__ int column_of(int n, int element) {
  return threadIdx.x / 32 % 2 * 32 + n * 8 + threadIdx.x % 4 * 2 + element % 2;
}

#else

struct Tiles {
  float input[CHUNK][INPUTS + 1];
  float factor[CHUNK][NEURONS + 1];
};

static __device__ __forceinline__ void store(Tiles& tiles, int row, int pair, const float* x,
                                             const float* h) {
#pragma unroll
  for (int k = 0; k < 2; k++) {
    tiles.input[2 * pair + k][row] = x[k];
    tiles.factor[2 * pair + k][row] = h[k];
  }
}

struct Sums {
  float value[4][4];  // four rows, four columns
};

static __device__ __forceinline__ int row_of(int n, int element) {
  return threadIdx.x / 16 + n * 16;
}

static __device__ __forceinline__ int column_of(int n, int element) {
  return threadIdx.x % 16 + element * 16;
}

static __device__ __forceinline__ void multiply(Sums& sums, const Tiles& tiles) {
#pragma unroll 4
  for (int k = 0; k < CHUNK; k++) {
#pragma unroll
    for (int n = 0; n < 4; n++) {
      const float x = tiles.input[k][row_of(n, 0)];
#pragma unroll
      for (int element = 0; element < 4; element++) {
        sums.value[n][element] =
            __fmaf_rn(x, tiles.factor[k][column_of(n, element)], sums.value[n][element]);
      }
    }
  }
}

#endif

// Grid: ceil(post / 64), ceil(rows / 64), part_count
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    history_gradient_fast_f32(const int* __restrict__ step, const float* __restrict__ input,
                              const float* __restrict__ factors,
                              const float* __restrict__ learning_signal, float* __restrict__ parts,
                              int part_count, int input_slots, int window, int batch, int pre,
                              int rows, int post) {
  __shared__ Tiles tiles;
  __shared__ Place places[2][CHUNK];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int first = max(0, *step + 1 - window);
  const int history = (*step + 1 - first) * batch;
  const int chunks = (history + CHUNK - 1) / CHUNK;
  const int share = (chunks + part_count - 1) / part_count * CHUNK;
#pragma unroll 1
  for (int z = blockIdx.z; z < part_count; z += gridDim.z) {
    const int from = min(history, z * share);
    const int to = min(history, from + share);
    float* part = parts + (long long)z * rows * post;
    // What a thread fetches: one row of both tiles, four pairs along the history.
    const int row = warp * 8 + lane % 8;
#pragma unroll 1
    for (int i0 = blockIdx.y * INPUTS; i0 < rows; i0 += gridDim.y * INPUTS) {
#pragma unroll 1
      for (int j0 = blockIdx.x * NEURONS; j0 < post; j0 += gridDim.x * NEURONS) {
        Sums sums = {};
        float inputs[FETCHES][2];
        float values[FETCHES][2];
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
            for (int f = 0; f < FETCHES; f++) {
              store(tiles, row, f * 4 + lane / 8, inputs[f], values[f]);
            }
          }
          const int later = r0 + 2 * CHUNK + threadIdx.x;
          if (threadIdx.x < CHUNK && later < to) {
            places[1 - turn][threadIdx.x] = place_of(later, first, batch, input_slots, window);
          }
          if (filled) {
            __syncthreads();
          }
#pragma unroll
          for (int f = 0; f < FETCHES; f++) {
#pragma unroll
            for (int k = 0; k < 2; k++) {
              const int r = (f * 4 + lane / 8) * 2 + k;
              inputs[f][k] = 0.0f;
              values[f][k] = 0.0f;
              if (r0 + CHUNK + r < to) {
                const Place& place = places[turn][r];
                const int i = i0 + row;
                const int j = j0 + row;
                if (i < rows) {
                  inputs[f][k] = i < pre ? input[(long long)place.input * pre + i] : 1.0f;
                }
                if (j < post) {
                  values[f][k] = factors[(long long)place.factor * post + j];
                  if (learning_signal != nullptr) {
                    values[f][k] = __fmul_rn(learning_signal[(long long)place.sample * post + j],
                                             values[f][k]);
                  }
                }
              }
            }
          }
          turn = 1 - turn;
          if (filled) {
            multiply(sums, tiles);
          }
        }
#pragma unroll
        for (int n = 0; n < 4; n++) {
#pragma unroll
          for (int element = 0; element < 4; element++) {
            const int i = i0 + row_of(n, element);
            const int j = j0 + column_of(n, element);
            if (i < rows && j < post) {
              part[(long long)i * post + j] = __fadd_rn(sums.value[n][element], 0.0f);
            }
          }
        }
      }
    }
  }
}
