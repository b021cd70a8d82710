// Times the shipped kernels and variants of them on the record's sizes; checks bits.
//   ./run
#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "kernels.cuh"

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error_ = (call);                                                          \
    if (error_ != cudaSuccess) {                                                          \
      printf("FAILED %s:%d %s: %s\n", __FILE__, __LINE__, #call, cudaGetErrorString(error_)); \
      exit(1);                                                                            \
    }                                                                                     \
  } while (0)

typedef std::function<void(cudaStream_t)> Work;

static const int B = 128, T = 50, PRE[3] = {700, 512, 512}, POST[3] = {512, 512, 20};
static const float LEAK = 0.9526f, THRESHOLD = 1.0f, SLOPE = 25.0f;
static const float BETA1 = 0.9f, BETA2 = 0.999f, EPSILON = 1e-8f;

static void fill(void* d, int byte, size_t bytes) {
  CHECK(cudaDeviceSynchronize());
  CHECK(cudaMemset(d, byte, bytes));
  CHECK(cudaDeviceSynchronize());
}
static float* up(const std::vector<float>& x) {
  float* d;
  CHECK(cudaMalloc(&d, x.size() * 4));
  CHECK(cudaMemcpy(d, x.data(), x.size() * 4, cudaMemcpyHostToDevice));
  return d;
}
static float* room(size_t n) {
  float* d;
  CHECK(cudaMalloc(&d, n * 4));
  fill(d, 0xff, n * 4);  // NaN
  return d;
}
static std::vector<float> down(const float* d, size_t n) {
  std::vector<float> x(n);
  CHECK(cudaDeviceSynchronize());
  CHECK(cudaMemcpy(x.data(), d, n * 4, cudaMemcpyDeviceToHost));
  return x;
}
static int bad = 0;
static bool same(const char* what, const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() == b.size() && memcmp(a.data(), b.data(), a.size() * 4) == 0) return true;
  size_t wrong = 0, first = a.size();
  for (size_t k = 0; k < a.size(); k++) {
    if (memcmp(&a[k], &b[k], 4) != 0) {
      if (first == a.size()) first = k;
      wrong++;
    }
  }
  printf("DIFFERENT %s: %zu of %zu, first at %zu: %a %a\n", what, wrong, a.size(), first,
         (double)a[first], (double)b[first]);
  bad++;
  return false;
}

struct Layer {
  int pre, post, rows;
  float *weights, *gradient, *moment, *norm;        // [rows][post]
  float *potential, *mean, *surrogate, *factors;    // [B][post], factors [T][B][post]
  float *spikes;                                    // [T][B][post]
  float *input;                                     // [T][B][pre]
  float *signal, *factor;                           // learning signal of this layer, [B][post]
  float *trace, *filtered;
  unsigned int* records;
  float* values;
  std::vector<float> initial;
};
static Layer L[3];
static int* counters;
static float *scalars, *rates, *decays, *labels, *counts, *loss, *loss_sum;
static cudaStream_t main_stream, side[6];
static cudaEvent_t begin_event, end_event, events_pool[64];

// ---------------------------------------------------------------- kernels by name
typedef void (*ForwardFn)(float, float, float, const int*, const float*, const float*, const float*,
                          const float*, float*, float*, float*, float*, int, int, int, int, int);
typedef void (*ProjectFn)(const float*, const float*, const float*, float*, float*, int, int, int);
typedef void (*FactorsFn)(float, float, const int*, const float*, const float*, float*, int,
                          long long);
typedef void (*EventsFn)(float, float, float, float, const float*, const int*, const unsigned int*,
                         const float*, const float*, const float*, float*, float*, float*, float*,
                         int, int, int, int, int, int, int);
struct Forward {
  const char* name;
  ForwardFn fn;
  int v, threads;
};
struct Project {
  const char* name;
  ProjectFn fn;
  int samples, threads, shared;
};
struct Factors {
  const char* name;
  FactorsFn fn;
  int v, ahead;
};
struct Events {
  const char* name;
  EventsFn fn;
  int c, warps, r;
  bool valued;
  int shared() const { return 2 * 128 * 32 * c * 4 + 2 * warps * r * (valued ? 6 : 2) * 16 + 16; }
};
static const Forward FORWARDS[] = {
    {"forward base", base_forward::forward_step_f32, 1, 128},
    {"forward a16", forward16::forward_step_a16, 1, 128},
    {"forward a24", forward24::forward_step_a24, 1, 128},
    {"forward 1x128 a16", forward2::forward_1_128_16, 1, 128},
    {"forward 2x128 a16", forward2::forward_2_128_16, 2, 128},
    {"forward 2x256 a16", forward2::forward_2_256_16, 2, 256},
    {"forward 4x128 a16", forward2::forward_4_128_16, 4, 128},
    {"forward 4x128 a12", forward2::forward_4_128_12, 4, 128}};
static const Project PROJECTS[] = {
    {"project base", base_project::project_factor_f32, 16, 128, 0},
    {"project k64 s3", project2::project_64_3, 16, 128, 48 * 68 * 3 * 4},
    {"project k128 s4", project2::project_128_4, 16, 128, 48 * 132 * 4 * 4},
    {"project 256 thr", project2::project_256t, 16, 256, 48 * 132 * 4 * 4},
    {"project 8x32", project2::project_8x32, 8, 64, 40 * 132 * 4 * 4},
    {"project 64 thr", project2::project_64t, 16, 64, 48 * 132 * 4 * 4}};
static const Factors FACTORS[] = {{"factors base", base_factors::otpe_factors_step_f32, 1, 0},
                                  {"factors v1 a8", factors2::factors_1_8, 1, 8},
                                  {"factors v2 a8", factors2::factors_2_8, 2, 8},
                                  {"factors v4 a4", factors2::factors_4_4, 4, 4},
                                  {"factors v4 a8", factors2::factors_4_8, 4, 8}};
static const Events EV[] = {{"64 16w 6 v", events::ev_64_16_6v, 2, 16, 6, true},    // 0
                            {"64 16w 6 b", events::ev_64_16_6b, 2, 16, 6, false},   // 1
                            {"64 32w 3 v", events::ev_64_32_3v, 2, 32, 3, true},    // 2
                            {"64 32w 3 b", events::ev_64_32_3b, 2, 32, 3, false},   // 3
                            {"32 32w 6 v", events::ev_32_32_6v, 1, 32, 6, true},    // 4
                            {"32 32w 6 b", events::ev_32_32_6b, 1, 32, 6, false},   // 5
                            {"32 16w 6 v", events::ev_32_16_6v, 1, 16, 6, true},    // 6
                            {"32 16w 6 b", events::ev_32_16_6b, 1, 16, 6, false},   // 7
                            {"32 8w 4 b", events::ev_32_8_4b, 1, 8, 4, false}};     // 8

static void launched() { CHECK(cudaGetLastError()); }

static void clock_step(cudaStream_t s) {
  base_clock::clock_step_f32<<<1, 1, 0, s>>>(LEAK, rates, counters, scalars, 1, 1);
  launched();
}
static void forward(const Forward& f, int l, cudaStream_t s, bool means = true) {
  Layer& a = L[l];
  const int per = f.v * f.threads;
  const dim3 grid((a.post + per - 1) / per, B);
  f.fn<<<grid, f.threads, 0, s>>>(
      LEAK, THRESHOLD, SLOPE, counters, scalars + 1, a.input, a.weights,
      a.weights + a.pre * a.post, a.potential, means ? a.mean : nullptr, a.spikes, a.surrogate, T,
      T, B, a.pre, a.post);
  launched();
}
static void readout(cudaStream_t s) {
  Layer& a = L[2];
  base_readout::readout_step_f32<<<B / 8, 256, 0, s>>>(1.0f / B, LEAK, counters, a.spikes, labels,
                                                       a.surrogate, counts, nullptr, loss_sum,
                                                       a.signal, a.factor, loss, T, B, a.post);
  launched();
}
// Sends the factor of layer l to the layer below; there the mean surrogate makes its factor.
static void project(const Project& p, int l, cudaStream_t s) {
  Layer& a = L[l];
  Layer& below = L[l - 1];
  p.fn<<<dim3((a.pre + 31) / 32, (B + p.samples - 1) / p.samples), p.threads, p.shared, s>>>(
      a.factor, a.weights, below.mean, below.signal, below.factor, B, a.pre, a.post);
  launched();
}
static void factors(const Factors& f, int l, cudaStream_t s) {
  Layer& a = L[l];
  const int n = B * a.post;
  f.fn<<<dim3((n / f.v + 255) / 256, f.ahead ? (T + f.ahead - 1) / f.ahead : 1), 256, 0, s>>>(
      LEAK, THRESHOLD, counters, decays, a.surrogate, a.factors, T, n);
  launched();
}
static void gradient(int l, cudaStream_t s) {
  Layer& a = L[l];
  base_history::history_gradient_adamax_f32<<<dim3((a.post + 63) / 64, (a.rows + 31) / 32), 256, 0,
                                              s>>>(
      BETA1, BETA2, EPSILON, 1.0f, scalars + 2, counters, a.input, a.factors, a.signal, a.gradient,
      a.weights, a.moment, a.norm, 0, T, T, B, a.pre, a.rows, a.post);
  launched();
}
static void gradient(const Events& e, int shares, int l, cudaStream_t s) {
  Layer& a = L[l];
  if (e.warps * e.r * shares < a.pre) {
    printf("FAILED: %s with %d shares is too few\n", e.name, shares);
    exit(1);
  }
  e.fn<<<dim3((a.post + 32 * e.c - 1) / (32 * e.c), shares), 32 * e.warps, e.shared(), s>>>(
      BETA1, BETA2, EPSILON, 1.0f, scalars + 2, counters, a.records, a.values, a.factors, a.signal,
      a.gradient, a.weights, a.moment, a.norm, 0, T, T, B, a.pre, a.rows, a.post);
  launched();
}
static void list(int l, cudaStream_t s) {
  Layer& a = L[l];
  events::list_events_f32<<<dim3((a.pre + 31) / 32, 1), 256, 0, s>>>(counters, a.input, a.records,
                                                                     a.values, T, B, a.pre);
  launched();
}

// ---------------------------------------------------------------- time
static void set_step(int step) {
  int both[2] = {step, 1};
  CHECK(cudaMemcpyAsync(counters, both, 8, cudaMemcpyHostToDevice, main_stream));
}
static cudaGraphExec_t graph_of(const Work& work) {
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  CHECK(cudaStreamBeginCapture(main_stream, cudaStreamCaptureModeThreadLocal));
  work(main_stream);
  CHECK(cudaStreamEndCapture(main_stream, &graph));
  CHECK(cudaGraphInstantiate(&exec, graph, 0));
  CHECK(cudaGraphDestroy(graph));
  return exec;
}
static float once(cudaGraphExec_t exec, int times = 1) {
  CHECK(cudaEventRecord(begin_event, main_stream));
  for (int k = 0; k < times; k++) CHECK(cudaGraphLaunch(exec, main_stream));
  CHECK(cudaEventRecord(end_event, main_stream));
  CHECK(cudaEventSynchronize(end_event));
  float ms;
  CHECK(cudaEventElapsedTime(&ms, begin_event, end_event));
  return ms * 1000;
}
static float median(std::vector<float> x) {
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}
// Microseconds of one of `inner` in a row, as a graph.
static float time_of(const Work& work, int step, int inner = 10, int tries = 15) {
  set_step(step);
  cudaGraphExec_t exec = graph_of([&](cudaStream_t s) {
    for (int k = 0; k < inner; k++) work(s);
  });
  for (int k = 0; k < 2; k++) once(exec);
  std::vector<float> all;
  for (int k = 0; k < tries; k++) all.push_back(once(exec) / inner);
  CHECK(cudaGraphExecDestroy(exec));
  return median(all);
}
static int next_event = 0;
static void fork(cudaStream_t from, cudaStream_t to) {
  cudaEvent_t e = events_pool[next_event++ % 64];
  CHECK(cudaEventRecord(e, from));
  CHECK(cudaStreamWaitEvent(to, e, 0));
}

static std::vector<std::vector<float>> state(int l) {
  Layer& a = L[l];
  size_t n = (size_t)a.rows * a.post;
  return {down(a.gradient, n), down(a.weights, n), down(a.moment, n), down(a.norm, n)};
}
static void reset(int l) {
  Layer& a = L[l];
  size_t n = (size_t)a.rows * a.post;
  CHECK(cudaDeviceSynchronize());
  CHECK(cudaMemcpy(a.weights, a.initial.data(), n * 4, cudaMemcpyHostToDevice));
  fill(a.gradient, 0xff, n * 4);
  fill(a.moment, 0, n * 4);
  fill(a.norm, 0, n * 4);
}
static void reset_sequence() {
  for (int l = 0; l < 3; l++) {
    Layer& a = L[l];
    fill(a.potential, 0, B * a.post * 4);
    fill(a.mean, 0, B * a.post * 4);
    fill(a.trace, 0, (size_t)B * a.pre * 4);
  }
  fill(counts, 0, B * 20 * 4);
  fill(loss_sum, 0, B * 4);
  base_clock::clock_start_f32<<<1, 1, 0, main_stream>>>(counters, scalars);
  launched();
}

static double rate_of(const float* spikes, size_t n) {
  std::vector<float> x = down(spikes, n);
  size_t on = 0;
  for (float v : x) on += v != 0;
  return (double)on / n;
}

// ---------------------------------------------------------------- a whole step
struct Config {
  const char* name;
  int forward, project, factors;
  int e1, shares1, e2, shares2, e3, shares3;  // e1 < 0: the shipped gradient
};
static void otpe_step(const Config& c, cudaStream_t s) {
  const bool lists = c.e1 >= 0;
  clock_step(s);
  if (lists) {
    fork(s, side[3]);
    list(0, side[3]);
  }
  for (int l = 0; l < 3; l++) {
    forward(FORWARDS[l == 2 ? 0 : c.forward], l, s);
    fork(s, side[l]);
    factors(FACTORS[c.factors], l, side[l]);
    if (lists && l < 2) {
      fork(s, side[3]);
      list(l + 1, side[3]);
    }
  }
  readout(s);
  project(PROJECTS[c.project], 2, s);
  // The output layer's weights may change as soon as they were read.
  fork(s, side[2]);
  if (lists) fork(side[3], side[2]);
  if (lists) {
    gradient(EV[c.e3], c.shares3, 2, side[2]);
  } else {
    gradient(2, side[2]);
  }
  project(PROJECTS[c.project], 1, s);
  fork(s, side[1]);
  fork(side[0], s);
  if (lists) {
    fork(side[3], side[1]);
    fork(side[3], s);
    gradient(EV[c.e2], c.shares2, 1, side[1]);
    gradient(EV[c.e1], c.shares1, 0, s);
  } else {
    gradient(1, side[1]);
    gradient(0, s);
  }
  fork(side[1], s);
  fork(side[2], s);
}
static void all_lists() {
  for (int t = 0; t < T; t++) {
    set_step(t);
    for (int l = 0; l < 3; l++) list(l, main_stream);
  }
  CHECK(cudaDeviceSynchronize());
}

static void trace(int l, cudaStream_t s) {
  Layer& a = L[l];
  long long n = (long long)B * a.pre;
  base_trace::presynaptic_trace_step_f32<<<(unsigned)((n + 255) / 256), 256, 0, s>>>(
      LEAK, counters, a.input, a.trace, nullptr, T, n);
  launched();
}
static void outer(int l, cudaStream_t s) {
  Layer& a = L[l];
  base_outer::outer_product_adamax_f32<<<dim3((a.post + 63) / 64, (a.pre + 31) / 32), 128, 0, s>>>(
      BETA1, BETA2, EPSILON, 1.0f, scalars + 2, a.trace, a.factor, a.gradient, a.weights, a.moment,
      a.norm, 0, B, a.pre, a.post);
  launched();
}
static void bias(int l, cudaStream_t s) {
  Layer& a = L[l];
  const int at = a.pre * a.post;
  base_bias::bias_gradient_adamax_f32<<<(a.post + 31) / 32, 256, 0, s>>>(
      BETA1, BETA2, EPSILON, 1.0f, scalars + 2, nullptr, a.factor, a.gradient + at, a.weights + at,
      a.moment + at, a.norm + at, 0, B, a.post);
  launched();
}
static void ottt_step(int fwd, int proj, cudaStream_t s) {
  clock_step(s);
  fork(s, side[3]);
  trace(0, side[3]);
  for (int l = 0; l < 3; l++) {
    forward(FORWARDS[l == 2 ? 0 : fwd], l, s, false);
    if (l < 2) {
      fork(s, side[3]);
      trace(l + 1, side[3]);
    }
  }
  readout(s);
  fork(side[3], s);
  project(PROJECTS[proj], 2, s);
  fork(s, side[2]);
  outer(2, side[2]);
  bias(2, side[2]);
  project(PROJECTS[proj], 1, s);
  fork(s, side[1]);
  fork(s, side[0]);
  fork(s, side[4]);
  outer(1, side[1]);
  bias(1, side[0]);
  bias(0, side[4]);
  outer(0, s);
  for (int k : {0, 1, 2, 4}) fork(side[k], s);
}

__global__ void read_all(const float4* x, int n, int times, float* out) {
  float sum = 0;
  for (int r = 0; r < times; r++) {
    for (int k = (blockIdx.x + r) % gridDim.x * blockDim.x + threadIdx.x; k < n;
         k += gridDim.x * blockDim.x * 4) {
      float4 v[4];
      for (int a = 0; a < 4; a++) {
        int at = k + a * gridDim.x * blockDim.x;
        v[a] = at < n ? __ldcg(x + at) : make_float4(0, 0, 0, 0);
      }
      for (int a = 0; a < 4; a++) sum += v[a].x + v[a].y + v[a].z + v[a].w;
    }
  }
  if (sum == 1.2345f) *out = sum;
}

int main() {
  cudaDeviceProp p;
  CHECK(cudaGetDeviceProperties(&p, 0));
  printf("%s, %d SMs, L2 %d MB, shared %zu KB\n", p.name, p.multiProcessorCount,
         p.l2CacheSize >> 20, p.sharedMemPerMultiprocessor >> 10);
  CHECK(cudaStreamCreateWithFlags(&main_stream, cudaStreamNonBlocking));
  for (auto& s : side) CHECK(cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking));
  CHECK(cudaEventCreate(&begin_event));
  CHECK(cudaEventCreate(&end_event));
  for (auto& e : events_pool) CHECK(cudaEventCreateWithFlags(&e, cudaEventDisableTiming));
  for (const Events& e : EV) {
    CHECK(cudaFuncSetAttribute((const void*)e.fn, cudaFuncAttributeMaxDynamicSharedMemorySize,
                               e.shared()));
  }
  for (const Project& q : PROJECTS) {
    if (q.shared > 0) {
      CHECK(cudaFuncSetAttribute((const void*)q.fn, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 q.shared));
    }
  }
  auto show = [](const char* name, const void* fn) {
    cudaFuncAttributes a;
    CHECK(cudaFuncGetAttributes(&a, fn));
    printf("  %-20s registers %3d shared %6zu local %zu\n", name, a.numRegs, a.sharedSizeBytes,
           a.localSizeBytes);
  };
  for (const Events& e : EV) show(e.name, (const void*)e.fn);
  for (const Project& e : PROJECTS) show(e.name, (const void*)e.fn);
  for (const Forward& e : FORWARDS) show(e.name, (const void*)e.fn);
  for (const Factors& e : FACTORS) show(e.name, (const void*)e.fn);

  // ---- data
  std::mt19937 random(7);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> input((size_t)T * B * 700), channel(700);
  for (auto& c : channel) c = 0.06f * (0.3f + 1.4f * uniform(random));
  for (size_t k = 0; k < input.size(); k++) {
    const float u = uniform(random);
    input[k] = uniform(random) >= channel[k % 700] ? 0.0f
               : u < .75f                          ? 1.0f
               : u < .90f                          ? 2.0f
               : u < .97f                          ? 3.0f
                                                   : 4.0f;
  }
  for (int l = 0; l < 3; l++) {
    Layer& a = L[l];
    a.pre = PRE[l];
    a.post = POST[l];
    a.rows = a.pre + 1;
    size_t n = (size_t)a.rows * a.post;
    a.initial.resize(n);
    a.weights = room(n);
    a.gradient = room(n);
    a.moment = room(n);
    a.norm = room(n);
    a.potential = room(B * a.post);
    a.mean = room(B * a.post);
    a.surrogate = room(B * a.post);
    a.signal = room(B * a.post);
    a.factor = room(B * a.post);
    a.factors = room((size_t)T * B * a.post);
    a.spikes = room((size_t)T * B * a.post);
    a.input = l == 0 ? up(input) : L[l - 1].spikes;
    a.trace = room((size_t)B * a.pre);
    a.records = (unsigned int*)room((size_t)T * a.pre * 36);
    a.values = l == 0 ? room((size_t)T * a.pre * 128) : nullptr;
  }
  CHECK(cudaMalloc(&counters, 8));
  fill(counters, 0, 8);
  scalars = room(3);
  std::vector<float> d(T, 1.0f), lab(B);
  for (int k = 1; k < T; k++) d[k] = LEAK * d[k - 1];
  for (int b = 0; b < B; b++) lab[b] = b % 20;
  decays = up(d);
  labels = up(lab);
  rates = up({1e-6f});
  counts = room(B * 20);
  loss = room(B);
  loss_sum = room(B);

  // Weights whose spikes come at 10 %, layer by layer.
  for (int l = 0; l < 3; l++) {
    Layer& a = L[l];
    std::vector<float> unit((size_t)a.rows * a.post);
    for (auto& w : unit) w = normal(random);
    float low = 0.001f, high = 1.0f;
    for (int tries = 0; tries < 12; tries++) {
      const float scale = std::sqrt(low * high);
      for (size_t k = 0; k < unit.size(); k++) {
        a.initial[k] = k < (size_t)a.pre * a.post ? scale * unit[k] : 0.0f;
      }
      reset(l);
      reset_sequence();
      CHECK(cudaDeviceSynchronize());
      for (int t = 0; t < T; t++) {
        clock_step(main_stream);
        forward(FORWARDS[0], l, main_stream);
      }
      const double rate = rate_of(a.spikes, (size_t)T * B * a.post);
      (rate < 0.1 ? low : high) = scale;
    }
    printf("layer %d: spikes %.3f\n", l + 1, rate_of(a.spikes, (size_t)T * B * a.post));
  }

  // ---- a sequence with the shipped kernels: the truth for all configurations
  const Config shipped = {"shipped", 0, 0, 0, -1};
  const Config configs[] = {
      {"64 32w", 0, 0, 0, 2, 8, 3, 8, 5, 4},     {"64 32w +small", 5, 2, 4, 2, 8, 3, 8, 5, 4},
      {"32 32w +small", 5, 2, 4, 4, 4, 5, 4, 5, 4}, {"64 16w +small", 5, 2, 4, 0, 8, 1, 8, 5, 4},
      {"32 16w2 +small", 5, 2, 4, 6, 8, 7, 8, 7, 8}};
  std::vector<std::vector<std::vector<float>>> truth;
  auto sequence = [&](const Config& c) {
    for (int l = 0; l < 3; l++) reset(l);
    reset_sequence();
    CHECK(cudaDeviceSynchronize());
    cudaGraphExec_t exec = graph_of([&](cudaStream_t s) { otpe_step(c, s); });
    for (int t = 0; t < T; t++) CHECK(cudaGraphLaunch(exec, main_stream));
    CHECK(cudaDeviceSynchronize());
    CHECK(cudaGraphExecDestroy(exec));
    std::vector<std::vector<std::vector<float>>> all;
    for (int l = 0; l < 3; l++) {
      all.push_back(state(l));
      all.back().push_back(down(L[l].factors, (size_t)T * B * L[l].post));
      all.back().push_back(down(L[l].spikes, (size_t)T * B * L[l].post));
      all.back().push_back(down(L[l].mean, (size_t)B * L[l].post));
    }
    return all;
  };
  truth = sequence(shipped);
  for (const Config& c : configs) {
    auto found = sequence(c);
    bool good = true;
    for (int l = 0; l < 3; l++) {
      for (int k = 0; k < 7; k++) {
        char what[99];
        snprintf(what, 99, "sequence %s layer %d array %d", c.name, l + 1, k);
        good &= same(what, truth[l][k], found[l][k]);
      }
    }
    printf("sequence of 50 steps, %s: %s\n", c.name, good ? "same bits" : "DIFFERENT");
  }
  sequence(shipped);
  double moved = 0;
  for (size_t k = 0; k < L[0].initial.size(); k++) {
    moved += truth[0][1][k] != L[0].initial[k];
  }
  printf("weights changed %.2f; rates after it: %.3f %.3f %.3f\n", moved / L[0].initial.size(),
         rate_of(L[0].spikes, (size_t)T * B * 512), rate_of(L[1].spikes, (size_t)T * B * 512),
         rate_of(L[2].spikes, (size_t)T * B * 20));
  all_lists();
  double gadds[3][T + 1] = {};  // useful additions up to step t
  for (int l = 0; l < 3; l++) {
    std::vector<float> x = down(L[l].input, (size_t)T * B * L[l].pre);
    for (int t = 0; t < T; t++) {
      size_t on = B;
      for (size_t k = 0; k < (size_t)B * L[l].pre; k++) on += x[(size_t)t * B * L[l].pre + k] != 0;
      gadds[l][t + 1] = gadds[l][t] + (double)on * L[l].post;
    }
  }

  // ---- overhead
  {
    auto none = [&](cudaStream_t s) {
      empty::nothing<<<1, 32, 0, s>>>();
      launched();
    };
    printf("\nempty kernel in a row of 12: %.2f us each; of 200: %.2f us each\n",
           time_of(none, 0, 12), time_of(none, 0, 200));
    printf("fork to 3 and join, 10 in a row: %.2f us each\n", time_of(
        [&](cudaStream_t s) {
          none(s);
          for (int k = 0; k < 3; k++) {
            fork(s, side[k]);
            none(side[k]);
          }
          for (int k = 0; k < 3; k++) fork(side[k], s);
        },
        0, 10));
    const int n = 26 * 1024 * 1024 / 16;
    float4* x;
    CHECK(cudaMalloc(&x, n * 16));
    fill(x, 1, n * 16);
    for (int blocks : {132, 264, 528}) {
      const int threads = std::max(256, 1024 * 132 / blocks);
      const float us = time_of(
          [&](cudaStream_t s) {
            read_all<<<blocks, threads, 0, s>>>(
                x, n, 8, loss);
            launched();
          },
          0, 2, 7);
      printf("read 26 MB 8 times, %d blocks: %.0f GB/s\n", blocks, 26.0 * 1.048576 * 8e3 / us);
    }
    CHECK(cudaFree(x));
  }

  // ---- the gradients
  const int ts[] = {1, 10, 25, 50};
  printf("\n%-34s", "us at t =");
  for (int t : ts) printf("%9d", t);
  printf("   Gadd/s at 50\n");
  auto row = [&](const char* name, const Work& work, double adds = 0) {
    printf("%-34s", name);
    float us = 0;
    for (int t : ts) {
      us = time_of(work, t - 1, 5);
      printf("%9.2f", us);
    }
    if (adds > 0) printf("%9.0f", adds / us / 1e3);
    printf("\n");
    fflush(stdout);
  };
  std::vector<std::vector<std::vector<float>>> after;
  for (int l = 0; l < 3; l++) {
    char name[99];
    snprintf(name, 99, "gradient %d base", l + 1);
    reset(l);
    set_step(T - 1);
    gradient(l, main_stream);
    after.push_back(state(l));
    row(name, [&](cudaStream_t s) { gradient(l, s); }, gadds[l][T]);
    struct Try {
      int e, shares;
    };
    std::vector<Try> tries;
    if (l == 0) tries = {{0, 8}, {2, 8}, {2, 16}, {4, 4}, {4, 8}, {6, 8}, {6, 16}};
    if (l == 1) tries = {{1, 8}, {3, 6}, {3, 8}, {3, 16}, {5, 4}, {5, 8}, {7, 8}, {7, 16}};
    if (l == 2) tries = {{5, 3}, {5, 4}, {5, 8}, {7, 8}, {7, 16}, {8, 16}, {8, 32}};
    for (const Try& t : tries) {
      snprintf(name, 99, "gradient %d %s, %d shares", l + 1, EV[t.e].name, t.shares);
      reset(l);
      set_step(T - 1);
      gradient(EV[t.e], t.shares, l, main_stream);
      auto found = state(l);
      for (int k = 0; k < 4; k++) same(name, after[l][k], found[k]);
      row(name, [&](cudaStream_t s) { gradient(EV[t.e], t.shares, l, s); }, gadds[l][T]);
    }
  }
  {
    auto pair = [&](const char* name, const Work& a, const Work& b, const Work& c) {
      row(name,
          [&](cudaStream_t s) {
            fork(s, side[1]);
            fork(s, side[2]);
            c(side[2]);
            b(side[1]);
            a(s);
            fork(side[1], s);
            fork(side[2], s);
          },
          gadds[0][T] + gadds[1][T] + gadds[2][T]);
    };
    pair("all three: base", [&](cudaStream_t s) { gradient(0, s); },
         [&](cudaStream_t s) { gradient(1, s); }, [&](cudaStream_t s) { gradient(2, s); });
    for (const Config& c : configs) {
      char name[99];
      snprintf(name, 99, "all three: %s", c.name);
      pair(name, [&](cudaStream_t s) { gradient(EV[c.e1], c.shares1, 0, s); },
           [&](cudaStream_t s) { gradient(EV[c.e2], c.shares2, 1, s); },
           [&](cudaStream_t s) { gradient(EV[c.e3], c.shares3, 2, s); });
    }
  }
  for (int l = 0; l < 2; l++) {
    char name[99];
    snprintf(name, 99, "list_events %d", l + 1);
    row(name, [&](cudaStream_t s) { list(l, s); });
  }
  for (const Factors& f : FACTORS) {
    row(f.name, [&](cudaStream_t s) { factors(f, 0, s); });
  }
  row("factors base, layers 1 and 2", [&](cudaStream_t s) {
    factors(FACTORS[0], 0, s);
    factors(FACTORS[0], 1, s);
  });
  row("factors v4 a8, layers 1 and 2", [&](cudaStream_t s) {
    factors(FACTORS[4], 0, s);
    factors(FACTORS[4], 1, s);
  });

  // ---- the small ones; the same bits?
  printf("\nus, layers 1 2 3\n");
  {
    std::vector<std::vector<float>> expected[3];
    for (const Forward& f : FORWARDS) {
      printf("%-24s", f.name);
      for (int l = 0; l < 3; l++) {
        if (l == 2 && f.v > 1 && 20 % f.v != 0) continue;
        set_step(T - 1);
        Layer& a = L[l];
        CHECK(cudaDeviceSynchronize());
        fill(a.potential, 0, B * a.post * 4);
        fill(a.mean, 0, B * a.post * 4);
        fill(a.surrogate, 0xff, B * a.post * 4);
        forward(f, l, main_stream);
        std::vector<std::vector<float>> found = {
            down(a.potential, B * a.post), down(a.mean, B * a.post), down(a.surrogate, B * a.post),
            down(a.spikes + (size_t)(T - 1) * B * a.post, B * a.post)};
        if (expected[l].empty()) expected[l] = found;
        for (int k = 0; k < 4; k++) same(f.name, expected[l][k], found[k]);
        printf("%9.2f", time_of([&](cudaStream_t s) { forward(f, l, s); }, T - 1));
      }
      printf("\n");
    }
    std::vector<std::vector<float>> sent[3];
    for (const Project& q : PROJECTS) {
      printf("%-24s", q.name);
      for (int l = 2; l >= 1; l--) {
        Layer& a = L[l - 1];
        fill(a.signal, 0xff, B * a.post * 4);
        if (l == 2) fill(a.factor, 0xff, B * a.post * 4);
        project(q, l, main_stream);
        std::vector<std::vector<float>> found = {down(a.signal, B * a.post),
                                                 down(a.factor, B * a.post)};
        if (sent[l].empty()) sent[l] = found;
        for (int k = 0; k < 2; k++) same(q.name, sent[l][k], found[k]);
        printf("%9.2f", time_of([&](cudaStream_t s) { project(q, l, s); }, 0));
      }
      printf("   (3 to 2, 2 to 1)\n");
    }
    printf("clock %.2f  readout %.2f  trace %.2f %.2f  outer %.2f %.2f %.2f  bias %.2f\n",
           time_of([&](cudaStream_t s) { clock_step(s); }, 0),
           time_of([&](cudaStream_t s) { readout(s); }, 0),
           time_of([&](cudaStream_t s) { trace(0, s); }, 0),
           time_of([&](cudaStream_t s) { trace(1, s); }, 0),
           time_of([&](cudaStream_t s) { outer(0, s); }, 0),
           time_of([&](cudaStream_t s) { outer(1, s); }, 0),
           time_of([&](cudaStream_t s) { outer(2, s); }, 0),
           time_of([&](cudaStream_t s) { bias(0, s); }, 0));
  }

  // ---- whole steps
  printf("\n%-20s us a step at t = 1, 10, 25, 50 | ms a sequence: 50 launches, one graph\n",
         "online OTPE");
  std::vector<Config> all = {shipped};
  for (const Config& c : configs) all.push_back(c);
  for (const Config& c : all) {
    cudaGraphExec_t exec = graph_of([&](cudaStream_t s) { otpe_step(c, s); });
    printf("%-20s", c.name);
    for (int t : ts) {
      std::vector<float> us;
      for (int k = 0; k < 12; k++) {
        set_step(t - 2);
        CHECK(cudaStreamSynchronize(main_stream));
        us.push_back(once(exec));
      }
      printf("%9.2f", median(us));
    }
    std::vector<float> ms;
    for (int k = 0; k < 7; k++) {
      for (int l = 0; l < 3; l++) reset(l);
      reset_sequence();
      CHECK(cudaDeviceSynchronize());
      ms.push_back(once(exec, T) / 1e3f);
    }
    printf(" |%8.3f", median(ms));
    cudaGraphExec_t whole = graph_of([&](cudaStream_t s) {
      for (int t = 0; t < T; t++) otpe_step(c, s);
    });
    ms.clear();
    for (int k = 0; k < 7; k++) {
      for (int l = 0; l < 3; l++) reset(l);
      reset_sequence();
      CHECK(cudaDeviceSynchronize());
      ms.push_back(once(whole) / 1e3f);
    }
    printf("%8.3f\n", median(ms));
    fflush(stdout);
    CHECK(cudaGraphExecDestroy(exec));
    CHECK(cudaGraphExecDestroy(whole));
  }
  for (int v = 0; v < 2; v++) {
    cudaGraphExec_t exec = graph_of([&](cudaStream_t s) { ottt_step(v ? 5 : 0, v ? 2 : 0, s); });
    std::vector<float> us;
    for (int k = 0; k < 9; k++) {
      for (int l = 0; l < 3; l++) reset(l);
      reset_sequence();
      CHECK(cudaDeviceSynchronize());
      us.push_back(once(exec, T) / T);
    }
    printf("online OTTT%s: %.2f us a step\n", v ? " with other forward and project" : "",
           median(us));
    CHECK(cudaGraphExecDestroy(exec));
  }
  CHECK(cudaDeviceSynchronize());
  printf(bad == 0 ? "all the same bits\n" : "%d DIFFERENCES\n", bad);
  return bad != 0;
}
