#include "engine.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>

#include <cstring>

ht_status ht_tensor_create(
    const void *data, int32_t scalar_type, const int64_t *sizes, int32_t rank, ht_device where, ht_tensor *out) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(scalar_type));
        // from_blob only borrows the caller's memory; the result is the copy below.
        auto host = at::from_blob(const_cast<void *>(data), at::IntArrayRef(sizes, rank), options);
        *out = given(host.to(device(where), host.scalar_type(), /*non_blocking=*/false, /*copy=*/true));
    });
}

void ht_tensor_release(ht_tensor tensor) {
    guarded([&] { c10::raw::intrusive_ptr::decref(reinterpret_cast<c10::TensorImpl *>(tensor)); });
}

ht_status ht_tensor_describe(ht_tensor handle, ht_description *out) {
    return guarded([&] {
        auto tensor = borrowed(handle);
        out->element_count = tensor.numel();
        out->rank = static_cast<int32_t>(tensor.dim());
        out->scalar_type = static_cast<int32_t>(tensor.scalar_type());
        out->device = {static_cast<int32_t>(tensor.device().type()), tensor.device().index()};
        out->requires_gradient = tensor.requires_grad();
    });
}

ht_status ht_tensor_sizes(ht_tensor handle, int64_t *sizes, int32_t rank) {
    return guarded([&] {
        auto tensor = borrowed(handle);
        TORCH_CHECK(tensor.dim() == rank, "a tensor of rank ", tensor.dim(), " was asked for ", rank, " sizes");
        std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
    });
}

ht_status ht_tensor_item(ht_tensor handle, double *out) {
    return guarded([&] { *out = borrowed(handle).item().toDouble(); });
}

ht_status ht_tensor_read(ht_tensor handle, void *destination, int64_t byte_count) {
    return guarded([&] {
        auto tensor = borrowed(handle).detach().to(at::kCPU).contiguous();
        auto size = tensor.numel() * static_cast<int64_t>(tensor.element_size());
        TORCH_CHECK(size == byte_count, "a tensor of ", size, " bytes was read as ", byte_count, " bytes");
        if (size > 0) {
            std::memcpy(destination, tensor.const_data_ptr(), size);
        }
    });
}

ht_status ht_tensor_to(ht_tensor tensor, ht_device where, bool waits, ht_tensor *out) {
    return guarded([&] { 
        // The CPU reads the copy on the host, so it must wait for it.
        bool queued = !waits && where.type != static_cast<int32_t>(at::DeviceType::CPU);
        *out = given(borrowed(tensor).to(at::TensorOptions(device(where)), queued));
    });
}

ht_status ht_tensor_to_type(ht_tensor tensor, int32_t scalar_type, ht_tensor *out) {
    return guarded([&] { *out = given(borrowed(tensor).to(static_cast<at::ScalarType>(scalar_type))); });
}

ht_status ht_tensor_set_data(ht_tensor tensor, ht_tensor source) {
    return guarded([&] { borrowed(tensor).set_data(borrowed(source)); });
}
