// history_gradient driven by lists of events. Included by lab.cu (nvcc) and check.cu (NVRTC).
// A page: up to 128 samples of a step. Record of (slot, page, input): 36 words: word 0 the count,
// then the rows (0..127) of the events, ascending, four in a word. Values beside it: 128 floats.
enum { PAGE = 128, RECORD = 36 };
enum { KEEP, SGD, ADAMAX };

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }
static __device__ __forceinline__ float highest_of(float a, float b) {
#if __CUDA_ARCH__ >= 800
  float highest;
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(highest) : "f"(a), "f"(b));
  return highest;
#else
  return a != a || b != b ? __fadd_rn(a, b) : fmaxf(a, b);
#endif
}

struct Update {
  float beta1, beta2, epsilon, scale;
  const float* rate;
  float* weights;
  float* first_moment;
  float* infinity_norm;
};

// ---- the lists of one step: grid ceil(pre / 32), pages; 256 threads
static __device__ __forceinline__ void list_events(const int* step, const float* __restrict__ input,
                                                   unsigned int* __restrict__ records,
                                                   float* __restrict__ values, int slots, int batch,
                                                   int pre) {
  __shared__ float tile[PAGE][33];
  __shared__ unsigned int record[32][RECORD + 1];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int slot = step == nullptr ? 0 : *step % slots;
  const int i0 = blockIdx.x * 32;
  const int b0 = blockIdx.y * PAGE;
  const int pages = gridDim.y;
  input += (long long)slot * batch * pre;
  const long long base = ((long long)slot * pages + blockIdx.y) * pre;
  float x[PAGE / 8];
#pragma unroll
  for (int f = 0; f < PAGE / 8; f++) {
    const int b = b0 + f * 8 + warp;
    x[f] = b < batch && i0 + lane < pre ? input[(long long)b * pre + i0 + lane] : 0.0f;
  }
#pragma unroll
  for (int f = 0; f < PAGE / 8; f++) {
    tile[f * 8 + warp][lane] = x[f];
  }
  for (int k = threadIdx.x; k < 32 * (RECORD + 1); k += 256) {
    (&record[0][0])[k] = 0;
  }
  __syncthreads();
#pragma unroll 1
  for (int n = warp; n < 32; n += 8) {
    if (i0 + n >= pre) {
      break;
    }
    int count = 0;
#pragma unroll
    for (int w = 0; w < PAGE / 32; w++) {
      const float own = tile[w * 32 + lane][n];
      const unsigned int events = __ballot_sync(0xffffffffu, own != 0.0f);
      if (own != 0.0f) {
        const int place = count + __popc(events & ((1u << lane) - 1));
        ((unsigned char*)&record[n][1])[place] = (unsigned char)(w * 32 + lane);
        if (values != nullptr) {
          values[(base + i0 + n) * PAGE + place] = own;
        }
      }
      count += __popc(events);
    }
    if (lane == 0) {
      record[n][0] = count;
    }
    __syncwarp();
    for (int k = lane; k < RECORD; k += 32) {
      records[(base + i0 + n) * RECORD + k] = record[n][k];
    }
  }
}

// ---- the gradient
template <int C_, int WARPS_, int R_, bool VALUED_>
struct Shape {
  enum {
    C = C_,
    WARPS = WARPS_,
    R = R_,
    VALUED = VALUED_,
    THREADS = 32 * WARPS,
    INPUTS = WARPS * R,
    COLUMNS = 32 * C,
    FOURS = COLUMNS / 4,
    FETCHES = (PAGE * FOURS + THREADS - 1) / THREADS,
    PIECES = VALUED ? 6 : 2,
    STAGED = VALUED ? 16 : 28,
    LISTS = (INPUTS * PIECES + THREADS - 1) / THREADS,
    TILE_BYTES = 2 * PAGE * COLUMNS * 4,
    LIST_BYTES = INPUTS * PIECES * 16,
    BYTES = TILE_BYTES + 2 * LIST_BYTES + 16  // the word behind the last list is read, not used
  };
};

static __device__ __forceinline__ float4 load_four(const float* __restrict__ from, int j, int post,
                                                   bool aligned) {
  float4 x = {0.0f, 0.0f, 0.0f, 0.0f};
  if (aligned && j + 4 <= post) {
    x = *(const float4*)from;
  } else {
    x.x = j < post ? from[0] : 0.0f;
    x.y = j + 1 < post ? from[1] : 0.0f;
    x.z = j + 2 < post ? from[2] : 0.0f;
    x.w = j + 3 < post ? from[3] : 0.0f;
  }
  return x;
}

template <int C>
struct Row {
  float x[C];
};

// The lane's columns of the row in byte k of word.
template <int C>
static __device__ __forceinline__ Row<C> row_of(const char* tile, unsigned int word,
                                                unsigned int place, int k) {
  const unsigned int offset = __byte_perm(word, place, 0x7604 | k << 4);
  Row<C> row;
  if constexpr (C == 2) {
    const float2 x = *(const float2*)(tile + offset);
    row.x[0] = x.x;
    row.x[1] = x.y;
  } else {
    row.x[0] = *(const float*)(tile + offset);
  }
  return row;
}

template <int C, bool VALUED>
static __device__ __forceinline__ void add_row(float (&sum)[C], const Row<C>& row, float x) {
#pragma unroll
  for (int c = 0; c < C; c++) {
    sum[c] = VALUED ? __fmaf_rn(x, row.x[c], sum[c]) : __fadd_rn(sum[c], row.x[c]);
  }
}

template <int C, bool VALUED>
static __device__ __forceinline__ void add_four(float (&sum)[C], const char* tile,
                                                unsigned int word, unsigned int place,
                                                const float4& x) {
  const Row<C> a = row_of<C>(tile, word, place, 0);
  const Row<C> b = row_of<C>(tile, word, place, 1);
  const Row<C> c = row_of<C>(tile, word, place, 2);
  const Row<C> d = row_of<C>(tile, word, place, 3);
  add_row<C, VALUED>(sum, a, x.x);
  add_row<C, VALUED>(sum, b, x.y);
  add_row<C, VALUED>(sum, c, x.z);
  add_row<C, VALUED>(sum, d, x.w);
}

// Fewer than four: what is not there adds +0.
template <int C, bool VALUED>
static __device__ __forceinline__ void add_rest(float (&sum)[C], const char* tile,
                                                unsigned int word, unsigned int place,
                                                const float4& x, int left) {
  const Row<C> none = {};
  const Row<C> a = row_of<C>(tile, word, place, 0);
  const Row<C> b = left > 1 ? row_of<C>(tile, word, place, 1) : none;
  const Row<C> c = left > 2 ? row_of<C>(tile, word, place, 2) : none;
  add_row<C, VALUED>(sum, a, x.x);
  add_row<C, VALUED>(sum, b, left > 1 ? x.y : 0.0f);
  add_row<C, VALUED>(sum, c, left > 2 ? x.z : 0.0f);
}

template <int KIND, int G, int C>
static __device__ __forceinline__ void finish_rows(const Update& update, const float (&sum)[G][C],
                                                   float* gradient, const int (&lines)[G],
                                                   int column, int post) {
  const float rest1 = __fsub_rn(1.0f, update.beta1);
  const float rate = KIND == KEEP ? 0.0f : *update.rate;
  float m[G][C], v[G][C], w[G][C];
#pragma unroll
  for (int r = 0; r < G; r++) {
#pragma unroll
    for (int c = 0; c < C; c++) {
      const bool inside = lines[r] >= 0 && column + c < post;
      const int k = lines[r] * post + column + c;
      w[r][c] = KIND != KEEP && inside ? update.weights[k] : 0.0f;
      m[r][c] = KIND == ADAMAX && inside ? update.first_moment[k] : 0.0f;
      v[r][c] = KIND == ADAMAX && inside ? update.infinity_norm[k] : 0.0f;
    }
  }
#pragma unroll
  for (int r = 0; r < G; r++) {
#pragma unroll
    for (int c = 0; c < C; c++) {
      if (lines[r] >= 0 && column + c < post) {
        const int k = lines[r] * post + column + c;
        float g = __fadd_rn(sum[r][c], 0.0f);
        if (KIND != KEEP && update.scale != 1.0f) {
          g = __fmul_rn(update.scale, g);
        }
        gradient[k] = g;
        if (KIND == SGD) {
          update.weights[k] = __fmaf_rn(-rate, g, w[r][c]);
        } else if (KIND == ADAMAX) {
          const float moment = flush(__fmaf_rn(update.beta1, m[r][c], __fmul_rn(rest1, g)));
          const float norm = highest_of(__fmul_rn(update.beta2, v[r][c]),
                                        __fadd_rn(fabsf(g), update.epsilon));
          update.first_moment[k] = moment;
          update.infinity_norm[k] = norm;
          update.weights[k] = __fsub_rn(w[r][c], __fdiv_rn(__fmul_rn(rate, moment), norm));
        }
      }
    }
  }
}

template <int KIND, class S>
static __device__ __forceinline__ void gradient_of_events(
    const Update& update, const int* __restrict__ step, const unsigned int* __restrict__ records,
    const float* __restrict__ values, const float* __restrict__ factors,
    const float* __restrict__ learning_signal, float* gradient, int accumulate, int input_slots,
    int window, int batch, int pre, int rows, int post) {
  constexpr int C = S::C;
  constexpr bool VALUED = S::VALUED != 0;
  extern __shared__ __align__(1024) char shared[];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int y = blockIdx.y;
  const int shares = gridDim.y;
  const int mine = max(0, min((int)S::INPUTS, (pre - y + shares - 1) / shares));
  const bool bias = rows > pre && y == shares - 1 && warp == S::WARPS - 1;
  const int j0 = blockIdx.x * S::COLUMNS;
  const bool aligned = post % 4 == 0;
  const int first = max(0, *step + 1 - window);
  const int pages = (batch + PAGE - 1) / PAGE;
  const int chunks = (*step + 1 - first) * pages;

  float sum[S::R][C];
  float bias_sum[C];
#pragma unroll
  for (int c = 0; c < C; c++) {
    const int j = j0 + lane * C + c;
    bias_sum[c] =
        accumulate != 0 && bias && j < post ? gradient[pre * post + j] : 0.0f;
#pragma unroll
    for (int r = 0; r < S::R; r++) {
      const int n = r * S::WARPS + warp;
      sum[r][c] = accumulate != 0 && n < mine && j < post
                      ? gradient[(y + n * shares) * post + j]
                      : 0.0f;
    }
  }

  float4 signal[S::FETCHES];
  float4 fetched[S::FETCHES];
  uint4 pieces[S::LISTS];
#pragma unroll
  for (int f = 0; f < S::FETCHES; f++) {
    signal[f] = make_float4(1.0f, 1.0f, 1.0f, 1.0f);
    fetched[f] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  }
#pragma unroll
  for (int f = 0; f < S::LISTS; f++) {
    pieces[f] = make_uint4(0, 0, 0, 0);
  }
  int page = 0;
  int input_slot = first % input_slots;
  int slot = first % window;
  int old_page = 0;
  int old_slot = 0;
#pragma unroll 1
  for (int chunk = -1; chunk < chunks; chunk++) {
    const int stage = chunk & 1;
    // The next chunk's operands are fetched while this one's are added up.
    if (chunk + 1 < chunks) {
      const int left = batch - page * PAGE;
      const float* chunk_factors = factors + ((long long)slot * batch + page * PAGE) * post;
      const float* chunk_signal = learning_signal + page * PAGE * post;
#pragma unroll
      for (int f = 0; f < S::FETCHES; f++) {
        const int k = f * S::THREADS + threadIdx.x;
        const int b = k / S::FOURS;
        const int j = j0 + k % S::FOURS * 4;
        const int at = b * post + j;
        if ((PAGE * S::FOURS % S::THREADS == 0 || k < PAGE * S::FOURS) && b < left) {
          fetched[f] = load_four(chunk_factors + at, j, post, aligned);
          if (learning_signal != nullptr && (chunk < 0 || pages > 1)) {
            signal[f] = load_four(chunk_signal + at, j, post, aligned);
          }
        } else {
          fetched[f] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
        }
      }
      const long long base = ((long long)input_slot * pages + page) * pre;
      const unsigned int* chunk_records = records + base * RECORD;
      const float* chunk_values = values + base * PAGE;
#pragma unroll
      for (int f = 0; f < S::LISTS; f++) {
        const int k = f * S::THREADS + threadIdx.x;
        const int n = k / S::PIECES;
        const int piece = k % S::PIECES;
        if (n < mine) {
          const int i = y + n * shares;
          if (piece < 2) {
            pieces[f] = *(const uint4*)(chunk_records + (i * RECORD + piece * 4));
          } else {
            pieces[f] = *(const uint4*)(chunk_values + (i * PAGE + (piece - 2) * 4));
          }
        }
      }
    }
    if (chunk >= 0) {
      const char* lists = shared + S::TILE_BYTES + stage * S::LIST_BYTES;
      const unsigned int flip = C == 2 && stage ? 0x80808080u : 0u;
      const unsigned int place = C == 2 ? lane * 8 : lane * 4 + stage * 128;
      uint2 heads[S::R];
#pragma unroll
      for (int r = 0; r < S::R; r++) {
        heads[r] = *(const uint2*)(lists + (r * S::WARPS + warp) * (S::PIECES * 16));
      }
#pragma unroll
      for (int r = 0; r < S::R; r++) {
        const int own = r * S::WARPS + warp;
        if (own < mine) {
          const char* list = lists + own * (S::PIECES * 16);
          const int count = heads[r].x;
          const int staged = min(count, (int)S::STAGED);
          unsigned int word = heads[r].y;
          int q = 0;
#pragma unroll 1
          for (; q + 4 <= staged; q += 4) {
            const unsigned int next = *(const unsigned int*)(list + 8 + q);
            float4 x = make_float4(1.0f, 1.0f, 1.0f, 1.0f);
            if (VALUED) {
              x = *(const float4*)(list + 32 + q * 4);
            }
            add_four<C, VALUED>(sum[r], shared, word ^ flip, place, x);
            word = next;
          }
          const int left = count - q;
          if (left > 0) {
            if (left < 4 && q < S::STAGED) {
              float4 x = make_float4(1.0f, 1.0f, 1.0f, 1.0f);
              if (VALUED) {
                x = *(const float4*)(list + 32 + q * 4);
              }
              add_rest<C, VALUED>(sum[r], shared, word ^ flip, place, x, left);
            } else {
              // Longer than what is in shared memory.
              const long long i =
                  ((long long)old_slot * pages + old_page) * pre + y + own * shares;
#pragma unroll 1
              for (; q < count; q += 4) {
                word = records[i * RECORD + 1 + q / 4];
                float4 x = make_float4(1.0f, 1.0f, 1.0f, 1.0f);
                if (VALUED) {
                  x = *(const float4*)(values + i * PAGE + q);
                }
                if (count - q >= 4) {
                  add_four<C, VALUED>(sum[r], shared, word ^ flip, place, x);
                } else {
                  add_rest<C, VALUED>(sum[r], shared, word ^ flip, place, x, count - q);
                }
              }
            }
          }
        }
      }
      if (bias) {
        const char* column = shared + (C == 2 ? stage * 32768 : 0) + place;
        const int end = min((int)PAGE, batch - old_page * PAGE);
#pragma unroll 1
        for (int b = 0; b < end; b += 8) {
          Row<C> ahead[8];
#pragma unroll
          for (int a = 0; a < 8; a++) {
            ahead[a] = {};
            if (b + a < end) {
              if constexpr (C == 2) {
                const float2 v = *(const float2*)(column + (b + a) * 256);
                ahead[a].x[0] = v.x;
                ahead[a].x[1] = v.y;
              } else {
                ahead[a].x[0] = *(const float*)(column + (b + a) * 256);
              }
            }
          }
#pragma unroll
          for (int a = 0; a < 8; a++) {
            add_row<C, false>(bias_sum, ahead[a], 1.0f);
          }
        }
      }
    }
    if (chunk + 1 < chunks) {
#pragma unroll
      for (int f = 0; f < S::FETCHES; f++) {
        const int k = f * S::THREADS + threadIdx.x;
        const int row = k / S::FOURS;
        float4 m = fetched[f];
        if (learning_signal != nullptr) {
          m.x = __fmul_rn(signal[f].x, m.x);
          m.y = __fmul_rn(signal[f].y, m.y);
          m.z = __fmul_rn(signal[f].z, m.z);
          m.w = __fmul_rn(signal[f].w, m.w);
        }
        if (k < PAGE * S::FOURS) {
          const int at = row * 256 + k % S::FOURS * 16 +
                         (C == 2 ? (stage ^ 1) * 32768 : (stage ^ 1) * 128);
          *(float4*)(shared + at) = m;
        }
      }
#pragma unroll
      for (int f = 0; f < S::LISTS; f++) {
        const int k = f * S::THREADS + threadIdx.x;
        if (k < S::INPUTS * S::PIECES) {
          *(uint4*)(shared + S::TILE_BYTES + (stage ^ 1) * S::LIST_BYTES + k * 16) = pieces[f];
        }
      }
    }
    old_page = page;
    old_slot = input_slot;
    page++;
    if (page == pages) {
      page = 0;
      input_slot = input_slot + 1 == input_slots ? 0 : input_slot + 1;
      slot = slot + 1 == window ? 0 : slot + 1;
    }
    __syncthreads();
  }

  // Loads of a few rows first, so that they are under way together. The places are computed anew:
  // kept over the loop they would take registers.
  int column = j0 + lane * C;
  int line = y;
  asm volatile("" : "+r"(column), "+r"(line));
  constexpr int GROUP = C == 2 ? 2 : 4;
#pragma unroll
  for (int r0 = 0; r0 < S::R; r0 += GROUP) {
    constexpr int G = GROUP;
    int lines[G];
    float sums[G][C];
#pragma unroll
    for (int r = 0; r < G; r++) {
      const int n = (r0 + r) * S::WARPS + warp;
      lines[r] = r0 + r < S::R && n < mine ? line + n * shares : -1;
#pragma unroll
      for (int c = 0; c < C; c++) {
        sums[r][c] = r0 + r < S::R ? sum[r0 + r < S::R ? r0 + r : 0][c] : 0.0f;
      }
    }
    finish_rows<KIND, G, C>(update, sums, gradient, lines, column, post);
  }
  if (bias) {
    int lines[1] = {pre};
    float sums[1][C];
#pragma unroll
    for (int c = 0; c < C; c++) {
      sums[0][c] = bias_sum[c];
    }
    finish_rows<KIND, 1, C>(update, sums, gradient, lines, column, post);
  }
}

#define EVENTS_KERNEL(NAME, C, WARPS, R, VALUED, BLOCKS)                                         \
  extern "C" __global__ void __launch_bounds__(32 * WARPS, BLOCKS)                               \
      NAME(float beta1, float beta2, float epsilon, float scale, const float* __restrict__ rate, \
           const int* __restrict__ step, const unsigned int* __restrict__ records,               \
           const float* __restrict__ values, const float* __restrict__ factors,                  \
           const float* __restrict__ learning_signal, float* __restrict__ gradient,              \
           float* __restrict__ weights, float* __restrict__ first_moment,                        \
           float* __restrict__ infinity_norm, int accumulate, int input_slots, int window,       \
           int batch, int pre, int rows, int post) {                                             \
    const Update update = {beta1, beta2,   epsilon,      scale,                                  \
                           rate,  weights, first_moment, infinity_norm};                         \
    gradient_of_events<ADAMAX, Shape<C, WARPS, R, VALUED>>(                                      \
        update, step, records, values, factors, learning_signal, gradient, accumulate,           \
        input_slots, window, batch, pre, rows, post);                                            \
  }

extern "C" __global__ void __launch_bounds__(256)
    list_events_f32(const int* __restrict__ step, const float* __restrict__ input,
                    unsigned int* __restrict__ records, float* __restrict__ values, int slots,
                    int batch, int pre) {
  list_events(step, input, records, values, slots, batch, pre);
}
