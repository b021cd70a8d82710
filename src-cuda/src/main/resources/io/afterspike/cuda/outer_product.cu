// Adds the outer product of a layer's input (or its trace) and a postsynaptic factor:
//
//   gradient[i][j] += sum over b of input[b][i] * factor[b][j]
//
// b ascending, one fma per term; terms with input 0 are skipped; a zero sum is +0. input is
// [batch][pre], factor [batch][post], gradient [pre][post]. The gradient of OTTT and Approx OTPE,
// of the history form, of every rule offline (batch = steps * samples), and with a single input
// that is always 1 that of a bias. Definition: OuterProductReference.
//
// A thread owns 4 x 4 elements; 16 samples of both operands at a time
// are in shared memory, the next ones are fetched meanwhile.

enum { INPUTS = 32, NEURONS = 64, SAMPLES = 16, THREADS = 128 };
enum { INPUT_FETCHES = SAMPLES * INPUTS / THREADS, FACTOR_FETCHES = SAMPLES * NEURONS / THREADS };

// Grid: ceil(post / 64), ceil(pre / 32)
extern "C" __global__ void __launch_bounds__(THREADS)
    outer_product_f32(const float* __restrict__ input, const float* __restrict__ factor,
                      float* __restrict__ gradient, int batch, int pre, int post) {
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
          sum[r][c] = i < pre && j < post ? gradient[i * post + j] : 0.0f;
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
#pragma unroll
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
            gradient[i * post + j] = __fadd_rn(sum[r][c], 0.0f);
          }
        }
      }
    }
  }
}
