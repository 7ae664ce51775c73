#include "engine.hpp"

#include <ATen/DeviceAccelerator.h>

namespace {

bool has_memory_of_its_own(ht_device device) {
    return static_cast<c10::DeviceType>(device.type) != c10::DeviceType::CPU;
}

c10::DeviceIndex index(ht_device where) {
    auto accelerator = at::accelerator::getAccelerator();
    TORCH_CHECK(
        accelerator && *accelerator == device(where).type(), "this libtorch sees no device of type ",
        c10::DeviceTypeName(device(where).type(), true));
    return where.index < 0 ? at::accelerator::getDeviceIndex() : static_cast<c10::DeviceIndex>(where.index);
}

} // namespace

ht_status ht_device_count(int32_t type, int32_t *out) {
    return guarded([&] {
        if (static_cast<c10::DeviceType>(type) == c10::DeviceType::CPU) {
            *out = 1;
            return;
        }
        auto accelerator = at::accelerator::getAccelerator();
        bool seen = accelerator && *accelerator == static_cast<c10::DeviceType>(type);
        *out = seen ? at::accelerator::deviceCount() : 0;
    });
}

ht_status ht_device_synchronize(ht_device device) {
    return guarded([&] {
        if (has_memory_of_its_own(device)) {
            at::accelerator::synchronizeDevice(index(device));
        }
    });
}

ht_status ht_device_memory(ht_device device, ht_memory_statistics *out) {
    return guarded([&] {
        *out = {};
        if (!has_memory_of_its_own(device)) {
            return;
        }
        auto statistics = at::accelerator::getDeviceStats(index(device));
        const auto &allocated = statistics.allocated_bytes[0];
        const auto &reserved = statistics.reserved_bytes[0];
        *out = {allocated.current, reserved.current, allocated.peak, reserved.peak, statistics.num_alloc_retries};
    });
}

ht_status ht_device_reset_peak(ht_device device) {
    return guarded([&] {
        if (has_memory_of_its_own(device)) {
            at::accelerator::resetPeakStats(index(device));
        }
    });
}

ht_status ht_device_empty_cache(ht_device device) {
    return guarded([&] {
        if (has_memory_of_its_own(device)) {
            at::accelerator::emptyCache();
        }
    });
}
