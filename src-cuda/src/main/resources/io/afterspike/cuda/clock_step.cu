// The counters of a training run, kept on the device so that a captured graph of one time step
// serves every step:
//
//   counters[0] = step       this step's number within its sequence, from 0; -1 before the first
//   counters[1] = updates    how many times the weights were changed, this step's change included
//   scalars[0] = r           r = leak * r + 1, the weight of the mean surrogate
//   scalars[1] = 1 / r
//   scalars[2] = rates[updates - 1], its last element from then on
//
// rates is [rate_count], the rate of each update in turn; with updates 0 this step changes no
// weight and counters[1] and scalars[2] stay. clock_start begins a sequence. One thread does it
// all.

// Grid: 1
extern "C" __global__ void __launch_bounds__(1)
    clock_start_f32(int* __restrict__ counters, float* __restrict__ scalars) {
  if (blockIdx.x == 0) {
    counters[0] = -1;
    scalars[0] = 0.0f;
    scalars[1] = 0.0f;
  }
}

// Grid: 1
extern "C" __global__ void __launch_bounds__(1)
    clock_step_f32(float leak, const float* __restrict__ rates, int* __restrict__ counters,
                   float* __restrict__ scalars, int rate_count, int updates) {
  if (blockIdx.x == 0) {
    counters[0] += 1;
    const float r = __fmaf_rn(leak, scalars[0], 1.0f);
    scalars[0] = r;
    scalars[1] = __fdiv_rn(1.0f, r);
    if (updates != 0) {
      const int number = counters[1] + 1;
      counters[1] = number;
      scalars[2] = rates[min(number, rate_count) - 1];
    }
  }
}
