// Presynaptic traces of one time step, in one launch, with the bits of leaky_sum_step:
//
//   trace = leak * trace + input
//   filtered = leak * filtered + trace                       unless null
//
// step and slots as in forward_step; input is [slots][count], trace and filtered (both modified)
// are [count].

static __device__ __forceinline__ float flush(float x) { return fabsf(x) < 0x1p-100f ? 0.0f : x; }

// Where the current step's part of a buffer of several steps begins; no counter: the only part.
static __device__ __forceinline__ long long part_of(const int* step, int slots, long long size) {
  return step == nullptr ? 0 : *step % slots * size;
}

// Grid: ceil(count / 256)
extern "C" __global__ void __launch_bounds__(256)
    presynaptic_trace_step_f32(float leak, const int* __restrict__ step,
                               const float* __restrict__ input, float* __restrict__ trace,
                               float* __restrict__ filtered, int slots, long long count) {
  input += part_of(step, slots, count);
  const long long stride = (long long)gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    const float a = flush(__fmaf_rn(leak, trace[k], input[k]));
    trace[k] = a;
    if (filtered != nullptr) {
      filtered[k] = flush(__fmaf_rn(leak, filtered[k], a));
    }
  }
}
