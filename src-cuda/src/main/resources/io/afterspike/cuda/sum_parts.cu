// Adds up the partial gradients of a split sum in their order:
//
//   gradient[k] += sum over p of parts[p][k]                   p ascending
//
// parts is [part_count][count].
// accumulate: 1 adds to the gradient, 0 starts from +0. The variants _sgd and _adamax then multiply
// the gradient by scale (unless that is 1), keep it, and change the weights by it, as apply_sgd and
// apply_adamax do; rate points to a number on the device.

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

template <int KIND>
static __device__ __forceinline__ void add_parts(const Update& update,
                                                 const float* __restrict__ parts,
                                                 float* __restrict__ gradient, int accumulate,
                                                 int part_count, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float sum = accumulate != 0 ? gradient[k] : 0.0f;
#pragma unroll 4
    for (int p = 0; p < part_count; p++) {
      sum = __fadd_rn(sum, parts[p * count + k]);
    }
    finish<KIND>(update, sum, gradient, k);
  }
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    sum_parts_f32(const float* __restrict__ parts, float* __restrict__ gradient, int accumulate,
                  int part_count, long long count) {
  const Update update = {};
  add_parts<KEEP>(update, parts, gradient, accumulate, part_count, count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    sum_parts_sgd_f32(float scale, const float* __restrict__ rate, const float* __restrict__ parts,
                      float* __restrict__ gradient, float* __restrict__ weights, int accumulate,
                      int part_count, long long count) {
  const Update update = {0.0f, 0.0f, 0.0f, scale, rate, weights, nullptr, nullptr};
  add_parts<SGD>(update, parts, gradient, accumulate, part_count, count);
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    sum_parts_adamax_f32(float beta1, float beta2, float epsilon, float scale,
                         const float* __restrict__ rate, const float* __restrict__ parts,
                         float* __restrict__ gradient, float* __restrict__ weights,
                         float* __restrict__ first_moment, float* __restrict__ infinity_norm,
                         int accumulate, int part_count, long long count) {
  const Update update = {beta1, beta2, epsilon, scale, rate, weights, first_moment, infinity_norm};
  add_parts<ADAMAX>(update, parts, gradient, accumulate, part_count, count);
}
