// y := a*x + y, one rounding. Kernels without shared memory.
extern "C" __global__ void axpy_f32(const float a, const float* __restrict__ x, float* __restrict__ y, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  y[j] = __fmaf_rn(a, x[j], y[j]);
}

// One step of a leaky integrate-and-fire population.
extern "C" __global__ void lif_f32(
    const float leak, const float threshold, const float slope,
    const float* __restrict__ current, float* __restrict__ potential,
    float* __restrict__ spikes, float* __restrict__ surrogate, const int neurons)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= neurons) return;
  const float v = __fmaf_rn(leak, potential[j], current[j]);
  const float distance = __fsub_rn(v, threshold);
  const float q = __fmaf_rn(slope, fabsf(distance), 1.0f);
  const bool fires = v >= threshold;
  potential[j] = fires ? distance : v;
  spikes[j] = fires ? 1.0f : 0.0f;
  surrogate[j] = __frcp_rn(__fmul_rn(q, q));
}

// z := x / y, r := sqrt(x), four at a time, and a tail.
extern "C" __global__ void divide_f32(const float4* x, const float4* y, float4* z, float4* r, const int quads)
{
  for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < quads; j += gridDim.x * blockDim.x) {
    const float4 a = x[j], b = y[j];
    z[j] = make_float4(__fdiv_rn(a.x, b.x), __fdiv_rn(a.y, b.y), __fdiv_rn(a.z, b.z), __fdiv_rn(a.w, b.w));
    r[j] = make_float4(__fsqrt_rn(a.x), __fsqrt_rn(a.y), __fsqrt_rn(a.z), __fsqrt_rn(a.w));
  }
}

// y[row] := sum over column of a[row, column] * x[column], in the order of the columns, a float64 sum beside it.
extern "C" __global__ void matrix_vector_f32(const float* __restrict__ a, const float* __restrict__ x, float* __restrict__ y, double* __restrict__ y64, const int rows, const int columns)
{
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  float sum = 0.0f;
  double exact = 0.0;
  for (int column = 0; column < columns; column++) {
    sum = __fmaf_rn(a[row * columns + column], x[column], sum);
    exact += (double) a[row * columns + column] * (double) x[column];
  }
  y[row] = sum;
  y64[row] = exact;
}
