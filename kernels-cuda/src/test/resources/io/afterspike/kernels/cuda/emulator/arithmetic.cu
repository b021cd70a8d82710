// One kernel a group of instructions; each result is compared with Java's.
typedef unsigned long long u64;
typedef long long s64;

extern "C" __global__ void integers_s32(const int* a, const int* b, int* out, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const int x = a[j], y = b[j];
  const unsigned u = x, v = y;
  int* o = out + j * 24;
  o[0] = x + y; o[1] = x - y; o[2] = x * y; o[3] = __mulhi(x, y); o[4] = __umulhi(u, v);
  o[5] = y != 0 ? (int) ((s64) x / y) : 7; o[6] = y != 0 ? (int) (u % v) : 7;
  o[7] = x << (y & 31); o[8] = x >> (y & 31); o[9] = u >> (y & 31);
  o[10] = min(x, y); o[11] = max(u, v); o[12] = abs(x);
  o[13] = __popc(u); o[14] = __clz(x); o[15] = __brev(u); o[16] = __ffs(x);
  o[17] = __byte_perm(u, v, 0x2516); o[18] = (x & y) | (x ^ ~y);
  o[19] = __funnelshift_l(u, v, y & 31); o[20] = x < y; o[21] = u < v;
  o[22] = __sad(x, y, 5); o[23] = (short) x + (unsigned char) y;
}

extern "C" __global__ void integers_s64(const s64* a, const s64* b, s64* out, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const s64 x = a[j], y = b[j];
  const u64 u = x, v = y;
  s64* o = out + j * 16;
  o[0] = x + y; o[1] = x - y; o[2] = x * y; o[3] = __mul64hi(x, y); o[4] = __umul64hi(u, v);
  o[5] = y != 0 ? x / y : 7; o[6] = v != 0 ? u % v : 7;
  o[7] = x << (y & 63); o[8] = x >> (y & 63); o[9] = u >> (y & 63);
  o[10] = min(x, y); o[11] = max(u, v); o[12] = __popcll(u); o[13] = __clzll(x); o[14] = __brevll(u);
  o[15] = x == y ? 1 : u > v ? 2 : 3;
}

extern "C" __global__ void floats_f32(const float* a, const float* b, const float* c, float* out, int* flags, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const float x = a[j], y = b[j], z = c[j];
  float* o = out + j * 20;
  o[0] = __fadd_rn(x, y); o[1] = __fsub_rn(x, y); o[2] = __fmul_rn(x, y); o[3] = __fmaf_rn(x, y, z);
  o[4] = __fdiv_rn(x, y); o[5] = __fsqrt_rn(x); o[6] = __frcp_rn(x);
  o[7] = fminf(x, y); o[8] = fmaxf(x, y); o[9] = fabsf(x); o[10] = -x;
  o[11] = truncf(x); o[12] = floorf(x); o[13] = ceilf(x); o[14] = rintf(x);
  o[15] = copysignf(x, y); o[16] = x < y ? x : z; o[17] = !(x < y) ? x : z; o[18] = x == y ? x : z; o[19] = x != y ? x : z;
  int* f = flags + j * 8;
  f[0] = isnan(x); f[1] = isinf(x); f[2] = signbit(x) != 0; f[3] = x <= y; f[4] = x >= y; f[5] = !(x >= y); f[6] = x > y; f[7] = x == y && y < z;
}

extern "C" __global__ void conversions(const float* a, const double* b, const int* c, const s64* d, float* of, double* od, int* oi, s64* ol, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const float x = a[j]; const double y = b[j]; const int i = c[j]; const s64 l = d[j];
  float* f = of + j * 6;
  f[0] = (float) y; f[1] = (float) i; f[2] = (float) l; f[3] = (float) (unsigned) i; f[4] = (float) (u64) l; f[5] = (float) (short) i;
  double* g = od + j * 6;
  g[0] = x; g[1] = i; g[2] = (double) l; g[3] = (unsigned) i; g[4] = (double) (u64) l; g[5] = floor(y);
  int* o = oi + j * 10;
  o[0] = (int) x; o[1] = (int) y; o[2] = __float2int_rn(x); o[3] = __float2int_rd(x); o[4] = __float2int_ru(x);
  o[5] = (int) (unsigned) x; o[6] = (short) i; o[7] = (unsigned char) i; o[8] = (int) l; o[9] = __float_as_int(x);
  s64* q = ol + j * 4;
  q[0] = (s64) x; q[1] = (s64) y; q[2] = (s64) (u64) y; q[3] = __double_as_longlong(y);
}

extern "C" __global__ void doubles_f64(const double* a, const double* b, const double* c, double* out, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const double x = a[j], y = b[j], z = c[j];
  double* o = out + j * 10;
  o[0] = __dadd_rn(x, y); o[1] = __dsub_rn(x, y); o[2] = __dmul_rn(x, y); o[3] = __fma_rn(x, y, z);
  o[4] = __ddiv_rn(x, y); o[5] = __dsqrt_rn(x); o[6] = fmin(x, y); o[7] = fmax(x, y); o[8] = fabs(x); o[9] = x < y ? -x : z;
}

// Functions of the compiler's own library: they show what NVRTC writes.
extern "C" __global__ void functions_f32(const float* a, float* out, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  const float x = a[j];
  float* o = out + j * 10;
  o[0] = expf(x); o[1] = logf(fabsf(x) + 1.0f); o[2] = tanhf(x); o[3] = rsqrtf(fabsf(x) + 1.0f); o[4] = __expf(x);
  o[5] = x / 3.0f; o[6] = exp2f(x); o[7] = log1pf(fabsf(x)); o[8] = expm1f(x); o[9] = powf(fabsf(x), 1.5f);
}

struct Pair { float value; int index; };
struct Group { const float* source; float* target; int length; int stride; };
struct Groups { Group of[3]; int count; };

// Structures as parameters, read at an index that the compiler does not know.
extern "C" __global__ void grouped_f32(const Groups groups, const float scale)
{
  const Group g = groups.of[blockIdx.y];
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j < g.length) g.target[j] = __fmul_rn(scale, g.source[j * g.stride]);
}

__constant__ float coefficients[4] = {1.0f, 0.5f, 0.25f, 0.125f};
__device__ int launches = 5;

__device__ __noinline__ float horner(const float x, const int terms)
{
  float sum = 0.0f;
  for (int i = terms - 1; i >= 0; i--) sum = __fmaf_rn(sum, x, coefficients[i]);
  return sum;
}

// A function that stays one, constant and module memory, local memory, a switch.
extern "C" __global__ void functions_kept_f32(const float* x, float* y, const int terms, const int kind, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j == 0) atomicAdd(&launches, 1);
  if (j >= n) return;
  float history[8];
  for (int i = 0; i < 8; i++) history[i] = horner(x[j], (i + j) % terms + 1);
  float r;
  switch (kind) {
    case 0: r = history[j & 7]; break;
    case 1: r = history[(j * 3) & 7] + 1.0f; break;
    case 2: r = -history[j % 5]; break;
    case 3: r = history[kind]; break;
    case 4: r = history[(j >> 1) & 7] * 2.0f; break;
    default: r = 0.0f;
  }
  y[j] = r;
}

// A switch over so many cases that the compiler makes a table of branches; stated launch bounds.
extern "C" __global__ void __launch_bounds__(128, 2) cases_s32(const int* kinds, int* y, const int n)
{
  const int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= n) return;
  int r = j;
  switch (kinds[j]) {
    case 0: r = r * 3 + 1; break;
    case 1: r = r ^ 0x55; break;
    case 2: r = __popc(r) + 7; break;
    case 3: r = r / 5; break;
    case 4: r = r - 1000; break;
    case 5: r = r * r; break;
    case 6: r = min(r, 12); break;
    case 7: r = __clz(r); break;
    case 8: r = r << 3; break;
    case 9: r = ~r; break;
    default: r = -1;
  }
  y[j] = r;
}
