// project_factor, rows of both operands copied as they are by cp.async, S stages of K neurons.
static __device__ __forceinline__ void copy_16(float* shared, const float* global, bool inside) {
#if __CUDA_ARCH__ >= 800
  const unsigned int to = (unsigned int)__cvta_generic_to_shared(shared);
  if (inside) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(global) : "memory");
  }
#else
  if (inside) *(float4*)shared = *(const float4*)global;
#endif
}
static __device__ __forceinline__ void copy_4(float* shared, const float* global, bool inside) {
#if __CUDA_ARCH__ >= 800
  const unsigned int to = (unsigned int)__cvta_generic_to_shared(shared);
  if (inside) {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(to), "l"(global) : "memory");
  }
#else
  if (inside) *shared = *global;
#endif
}
static __device__ __forceinline__ void end_group() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}
template <int N>
static __device__ __forceinline__ void await_group() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" ::"n"(N) : "memory");
#endif
}

// Block: SAMPLES x INPUTS outputs, a thread RS samples x RI inputs.
template <int SAMPLES, int INPUTS, int RS, int RI, int K, int STAGES>
struct Product {
  enum {
    LANES = INPUTS / RI,
    THREADS = LANES * (SAMPLES / RS),
    STRIDE = K + 4,
    ROWS = SAMPLES + INPUTS,
    STAGE = ROWS * STRIDE,
    BYTES = STAGES * STAGE * 4
  };
};

template <int SAMPLES, int INPUTS, int RS, int RI, int K, int STAGES>
static __device__ __forceinline__ void project_tiles(const float* __restrict__ factor,
                                                     const float* __restrict__ weights,
                                                     const float* __restrict__ surrogate,
                                                     float* __restrict__ learning_signal,
                                                     float* __restrict__ factor_below, int batch,
                                                     int pre, int post) {
  typedef Product<SAMPLES, INPUTS, RS, RI, K, STAGES> P;
  extern __shared__ __align__(1024) char shared[];
  float* tiles = (float*)shared;
  const int b0 = blockIdx.y * SAMPLES;
  const int i0 = blockIdx.x * INPUTS;
  const int column = threadIdx.x % P::LANES;
  const int row = threadIdx.x / P::LANES;
  const int count = (post + K - 1) / K;
  const bool aligned = post % 4 == 0;
  auto fetch = [&](int tile) {
    if (tile < count) {
      float* to = tiles + tile % STAGES * P::STAGE;
      const int j0 = tile * K;
      if (aligned) {
#pragma unroll
        for (int k = threadIdx.x; k < P::ROWS * (K / 4); k += P::THREADS) {
          const int r = k / (K / 4);
          const int j = j0 + k % (K / 4) * 4;
          const bool below = r < SAMPLES;
          const int at = below ? min(b0 + r, batch - 1) : min(i0 + r - SAMPLES, pre - 1);
          copy_16(to + r * P::STRIDE + k % (K / 4) * 4,
                  (below ? factor : weights) + (long long)at * post + j, j < post);
        }
      } else {
#pragma unroll 4
        for (int k = threadIdx.x; k < P::ROWS * K; k += P::THREADS) {
          const int r = k / K;
          const int j = j0 + k % K;
          const bool below = r < SAMPLES;
          const int at = below ? min(b0 + r, batch - 1) : min(i0 + r - SAMPLES, pre - 1);
          copy_4(to + r * P::STRIDE + k % K, (below ? factor : weights) + (long long)at * post + j,
                 j < post);
        }
      }
    }
    end_group();
  };
  float sum[RS][RI] = {};
#pragma unroll
  for (int s = 0; s < STAGES - 1; s++) {
    fetch(s);
  }
  float g[RS][RI];
#pragma unroll
  for (int r = 0; r < RS; r++) {
#pragma unroll
    for (int c = 0; c < RI; c++) {
      const int b = b0 + row + r * (SAMPLES / RS);
      const int i = i0 + column + c * P::LANES;
      g[r][c] = surrogate != nullptr && b < batch && i < pre ? surrogate[(long long)b * pre + i]
                                                             : 0.0f;
    }
  }
#pragma unroll 1
  for (int tile = 0; tile < count; tile++) {
    await_group<STAGES - 2>();
    __syncthreads();
    fetch(tile + STAGES - 1);
    const float* from = tiles + tile % STAGES * P::STAGE;
    const float* h = from + row * P::STRIDE;
    const float* w = from + (SAMPLES + column) * P::STRIDE;
    const int neurons = min((int)K, post - tile * K);
    auto four = [&](int n) {
      float4 hs[RS];
      float4 ws[RI];
#pragma unroll
      for (int r = 0; r < RS; r++) {
        hs[r] = *(const float4*)(h + r * (SAMPLES / RS) * P::STRIDE + n);
      }
#pragma unroll
      for (int c = 0; c < RI; c++) {
        ws[c] = *(const float4*)(w + c * P::LANES * P::STRIDE + n);
      }
#pragma unroll
      for (int r = 0; r < RS; r++) {
#pragma unroll
        for (int c = 0; c < RI; c++) {
          sum[r][c] = __fmaf_rn(hs[r].x, ws[c].x, sum[r][c]);
        }
      }
#pragma unroll
      for (int r = 0; r < RS; r++) {
#pragma unroll
        for (int c = 0; c < RI; c++) {
          sum[r][c] = __fmaf_rn(hs[r].y, ws[c].y, sum[r][c]);
        }
      }
#pragma unroll
      for (int r = 0; r < RS; r++) {
#pragma unroll
        for (int c = 0; c < RI; c++) {
          sum[r][c] = __fmaf_rn(hs[r].z, ws[c].z, sum[r][c]);
        }
      }
#pragma unroll
      for (int r = 0; r < RS; r++) {
#pragma unroll
        for (int c = 0; c < RI; c++) {
          sum[r][c] = __fmaf_rn(hs[r].w, ws[c].w, sum[r][c]);
        }
      }
    };
    if (neurons == K) {
#pragma unroll 8
      for (int n = 0; n < K; n += 4) {
        four(n);
      }
    } else {
      int n = 0;
#pragma unroll 1
      for (; n + 4 <= neurons; n += 4) {
        four(n);
      }
#pragma unroll 1
      for (; n < neurons; n++) {
#pragma unroll
        for (int r = 0; r < RS; r++) {
#pragma unroll
          for (int c = 0; c < RI; c++) {
            sum[r][c] = __fmaf_rn(h[r * (SAMPLES / RS) * P::STRIDE + n],
                                  w[c * P::LANES * P::STRIDE + n], sum[r][c]);
          }
        }
      }
    }
  }
#pragma unroll
  for (int r = 0; r < RS; r++) {
#pragma unroll
    for (int c = 0; c < RI; c++) {
      const int b = b0 + row + r * (SAMPLES / RS);
      const int i = i0 + column + c * P::LANES;
      if (b < batch && i < pre) {
        learning_signal[(long long)b * pre + i] = sum[r][c];
        if (factor_below != nullptr) {
          factor_below[(long long)b * pre + i] = __fmul_rn(sum[r][c], g[r][c]);
        }
      }
    }
  }
}

#define PROJECT_KERNEL(NAME, ...)                                                            \
  extern "C" __global__ void __launch_bounds__(Product<__VA_ARGS__>::THREADS, 1)             \
      NAME(const float* __restrict__ factor, const float* __restrict__ weights,              \
           const float* __restrict__ surrogate, float* __restrict__ learning_signal,         \
           float* __restrict__ factor_below, int batch, int pre, int post) {                 \
    project_tiles<__VA_ARGS__>(factor, weights, surrogate, learning_signal, factor_below,    \
                               batch, pre, post);                                            \
  }
