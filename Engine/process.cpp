#include "engine.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#if __has_include(<torch/headeronly/version.h>)
#include <torch/headeronly/version.h>
#else
#include <torch/version.h>
#endif

#include <cstdlib>
#include <mutex>
#ifdef __GLIBC__
#include <malloc.h>
#endif

int32_t ht_interface(void) { return HT_INTERFACE; }

const char *ht_libtorch_version(void) { return TORCH_VERSION; }

void ht_prepare(void) {
#ifdef __GLIBC__
    // A training step frees memory that the next one allocates again. By default the C library returns large blocks to
    // the system in between, and the system zeroes every page again: a tenth of the time of a convolutional network on
    // the CPU. Blocks from 32 MiB on, the maximum of the setting, are still returned immediately.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

ht_status ht_set_threads(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

int32_t ht_threads(void) { return at::get_num_threads(); }

ht_status ht_seed(uint64_t seed) {
    return guarded([&] { at::manual_seed(seed); });
}

namespace {
at::Generator generator(ht_device where) {
    return at::globalContext().defaultGenerator(device(where));
}
} // namespace

ht_status ht_generator_state(ht_device device, ht_tensor *out) {
    return guarded([&] {
        auto source = generator(device);
        std::lock_guard<std::mutex> lock(source.mutex());
        *out = given(source.get_state());
    });
}

ht_status ht_set_generator_state(ht_device device, ht_tensor state) {
    return guarded([&] {
        auto target = generator(device);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(borrowed(state));
    });
}
