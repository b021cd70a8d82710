// One time step of a layer in one launch: current, lif_step and, unless mean_surrogate is null,
// mean_surrogate_step, with the same bits.
//
// step points to the step's number or is null; then part step % slots of a buffer of several steps
// is meant: input is [input_slots][batch][pre], spikes [output_slots][batch][post]. weights are
// [pre][post], bias [post], potential, mean_surrogate (both modified) and surrogate [batch][post];
// inverse_weight points to 1/r.
//
// A block takes a sample and 128 neurons, a thread a neuron. The block first lists the sample's
// non-zero inputs, ascending, in shared memory; then only their rows of the weights are read, eight
// at a time under way.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Where the current step's part of a buffer of several steps begins; no counter: the only part.
static __device__ __forceinline__ long long part_of(const int* step, int slots, long long size) {
  return step == nullptr ? 0 : *step % slots * size;
}

enum { THREADS = 128, WARPS = THREADS / 32, INPUTS = 1024, VOTES = INPUTS / THREADS, AHEAD = 8 };

// Grid: ceil(post / 128), batch
extern "C" __global__ void __launch_bounds__(THREADS)
    forward_step_f32(float leak, float threshold, float slope, const int* __restrict__ step,
                     const float* __restrict__ inverse_weight, const float* __restrict__ input,
                     const float* __restrict__ weights, const float* __restrict__ bias,
                     float* __restrict__ potential, float* __restrict__ mean_surrogate,
                     float* __restrict__ spikes, float* __restrict__ surrogate, int input_slots,
                     int output_slots, int batch, int pre, int post) {
  __shared__ float values[INPUTS];
  __shared__ int indices[INPUTS];
  __shared__ int counts[VOTES * WARPS];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  input += part_of(step, input_slots, (long long)batch * pre);
  spikes += part_of(step, output_slots, (long long)batch * post);
#pragma unroll 1
  for (int b = blockIdx.y; b < batch; b += gridDim.y) {
#pragma unroll 1
    for (int j0 = blockIdx.x * THREADS; j0 < post; j0 += gridDim.x * THREADS) {
      const int j = j0 + threadIdx.x;
      const bool inside = j < post;
      const float* column = weights + (inside ? j : 0);
      float sum = inside ? bias[j] : 0.0f;
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
        __syncthreads();
        if (lane < VOTES) {
#pragma unroll
          for (int v = 0; v < VOTES; v++) {
            if (v == lane) {
              counts[v * WARPS + warp] = __popc(votes[v]);
            }
          }
        }
        __syncthreads();
        // Each vote's events go behind those of all votes before it.
        int before = 0;
        int events = 0;
#pragma unroll
        for (int v = 0; v < VOTES; v++) {
#pragma unroll
          for (int other = 0; other < WARPS; other++) {
            if (other == warp) {
              before = events;
            }
            events += counts[v * WARPS + other];
          }
          if (x[v] != 0.0f) {
            const int place = before + __popc(votes[v] & ((1u << lane) - 1));
            values[place] = x[v];
            indices[place] = i0 + v * THREADS + threadIdx.x;
          }
        }
        __syncthreads();
        int e = 0;
#pragma unroll 1
        for (; e + AHEAD <= events; e += AHEAD) {
          float rows[AHEAD];
#pragma unroll
          for (int a = 0; a < AHEAD; a++) {
            rows[a] = column[(long long)indices[e + a] * post];
          }
#pragma unroll
          for (int a = 0; a < AHEAD; a++) {
            sum = __fmaf_rn(values[e + a], rows[a], sum);
          }
        }
        float rows[AHEAD];
#pragma unroll
        for (int a = 0; a < AHEAD; a++) {
          rows[a] = e + a < events ? column[(long long)indices[e + a] * post] : 0.0f;
        }
#pragma unroll
        for (int a = 0; a < AHEAD; a++) {
          if (e + a < events) {
            sum = __fmaf_rn(values[e + a], rows[a], sum);
          }
        }
      }
      if (inside) {
        const long long k = (long long)b * post + j;
        const float v = __fmaf_rn(leak, potential[k], __fadd_rn(sum, 0.0f));
        const bool fires = v >= threshold;
        const float distance = __fsub_rn(v, threshold);
        const float q = __fmaf_rn(slope, fabsf(distance), 1.0f);
        const float g = __fdiv_rn(1.0f, __fmul_rn(q, q));
        potential[k] = flush(fires ? distance : v);
        spikes[k] = fires ? 1.0f : 0.0f;
        surrogate[k] = g;
        if (mean_surrogate != nullptr) {
          const float mean = mean_surrogate[k];
          mean_surrogate[k] = __fmaf_rn(__fsub_rn(g, mean), *inverse_weight, mean);
        }
      }
    }
  }
}
