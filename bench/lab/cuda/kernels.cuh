// Everything that runs on the device: the shipped kernels as they are, and the variants.
namespace base_history {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/history_gradient.cu"
}
namespace base_factors {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/history_factors_step.cu"
}
namespace base_forward {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/forward_step.cu"
}
namespace base_project {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/project.cu"
}
namespace base_readout {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/readout_step.cu"
}
namespace base_clock {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/clock_step.cu"
}
namespace base_outer {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/outer_product.cu"
}
namespace base_bias {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/bias_gradient.cu"
}
namespace base_trace {
#include "../../../src-cuda/src/main/resources/io/afterspike/cuda/presynaptic_trace_step.cu"
}
namespace forward16 {
#include "gen/forward_a16.cu"
}
namespace forward24 {
#include "gen/forward_a24.cu"
}
namespace events {
#include "hg_events.cuh"
//            name            C  warps R  values blocks
EVENTS_KERNEL(ev_64_16_6v, 2, 16, 6, true, 1)
EVENTS_KERNEL(ev_64_16_6b, 2, 16, 6, false, 1)
EVENTS_KERNEL(ev_64_32_3v, 2, 32, 3, true, 1)
EVENTS_KERNEL(ev_64_32_3b, 2, 32, 3, false, 1)
EVENTS_KERNEL(ev_32_32_6v, 1, 32, 6, true, 1)
EVENTS_KERNEL(ev_32_32_6b, 1, 32, 6, false, 1)
EVENTS_KERNEL(ev_32_16_6v, 1, 16, 6, true, 2)
EVENTS_KERNEL(ev_32_16_6b, 1, 16, 6, false, 2)
EVENTS_KERNEL(ev_32_8_4b, 1, 8, 4, false, 2)
}
namespace factors2 {
#include "factors_v2.cuh"
FACTORS_KERNEL(factors_1_8, 1, 8)
FACTORS_KERNEL(factors_2_8, 2, 8)
FACTORS_KERNEL(factors_4_4, 4, 4)
FACTORS_KERNEL(factors_4_8, 4, 8)
}
namespace project2 {
#include "project_v2.cuh"
//             name          samples inputs rs ri K stages
PROJECT_KERNEL(project_64_3, 16, 32, 2, 2, 64, 3)
PROJECT_KERNEL(project_128_4, 16, 32, 2, 2, 128, 4)
PROJECT_KERNEL(project_256t, 16, 32, 2, 1, 128, 4)
PROJECT_KERNEL(project_8x32, 8, 32, 2, 2, 128, 4)
PROJECT_KERNEL(project_64t, 16, 32, 4, 2, 128, 4)
}
namespace forward2 {
#include "forward_v2.cuh"
FORWARD_KERNEL(forward_1_128_16, 1, 128, 16)
FORWARD_KERNEL(forward_2_128_16, 2, 128, 16)
FORWARD_KERNEL(forward_2_256_16, 2, 256, 16)
FORWARD_KERNEL(forward_4_128_16, 4, 128, 16)
FORWARD_KERNEL(forward_4_128_12, 4, 128, 12)
}
namespace empty {
extern "C" __global__ void __launch_bounds__(32) nothing() {}
}
