// One time step of leaky integrate-and-fire neurons and the surrogate gradient of their spikes:
//
//   v = leak * u + current                     rounded once (fma)
//   s = v >= threshold ? 1 : 0
//   u = v - threshold * s                      tiny values flushed to +0
//   g = 1 / (slope * |v - threshold| + 1)^2
//
// current, potential u, spikes s and surrogate g are [batch][post]; count is their length.
// Definition: LifReference.

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    lif_step_f32(float leak, float threshold, float slope, const float* __restrict__ current,
                 float* __restrict__ potential, float* __restrict__ spikes,
                 float* __restrict__ surrogate, long long count) {
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    float v = __fmaf_rn(leak, potential[k], current[k]);
    bool fires = v >= threshold;
    float distance = __fsub_rn(v, threshold);
    float q = __fmaf_rn(slope, fabsf(distance), 1.0f);
    potential[k] = flush(fires ? distance : v);
    spikes[k] = fires ? 1.0f : 0.0f;
    surrogate[k] = __fdiv_rn(1.0f, __fmul_rn(q, q));
  }
}
