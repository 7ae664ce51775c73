// Shared by the translation units of the engine: handles, and the exception guard around every call.

#pragma once

#include "headroom_torch.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

// A handle is libtorch's own reference-counted object, so passing a tensor allocates nothing.
inline at::Tensor borrowed(ht_tensor handle) {
    if (handle == nullptr) {
        return {};
    }
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
        reinterpret_cast<c10::TensorImpl *>(handle)));
}

inline ht_tensor given(at::Tensor tensor) {
    return tensor.defined() ? reinterpret_cast<ht_tensor>(tensor.unsafeReleaseTensorImpl()) : nullptr;
}

inline c10::Device device(ht_device device) {
    return c10::Device(static_cast<c10::DeviceType>(device.type), static_cast<c10::DeviceIndex>(device.index));
}

// Converts the current exception to a status and stores its message for this thread.
ht_status failure() noexcept;

// Runs `body` and catches every exception: one that reached Swift would end the process.
template <class Body> ht_status guarded(Body body) noexcept {
    try {
        body();
        return HT_OK;
    } catch (...) {
        return failure();
    }
}
