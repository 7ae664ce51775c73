#include "engine.hpp"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/add.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/div.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sub.h>

namespace {

c10::IValue value(const ht_value &value, const c10::Argument &argument) {
    switch (value.kind) {
    case HT_NONE: return {};
    case HT_TENSOR: return value.tensor == nullptr ? c10::IValue() : c10::IValue(borrowed(value.tensor));
    case HT_INTEGER:
    case HT_SCALAR_TYPE: return value.integer;
    case HT_REAL: return value.real;
    case HT_TRUTH: return value.integer != 0;
    case HT_INTEGERS: {
        at::IntArrayRef integers(value.integers, value.count);
        auto list = argument.type()->cast<c10::ListType>();
        if (list == nullptr || list->getElementType()->kind() != c10::TypeKind::BoolType) {
            return integers;
        }
        c10::List<bool> truths;
        for (auto integer : integers) {
            truths.push_back(integer != 0);
        }
        return truths;
    }
    case HT_REALS: return at::ArrayRef<double>(value.reals, value.count);
    case HT_TENSORS: {
        auto list = argument.type()->cast<c10::ListType>();
        if (list != nullptr && list->getElementType()->kind() == c10::TypeKind::OptionalType) {
            c10::List<std::optional<at::Tensor>> tensors;
            tensors.reserve(value.count);
            for (int32_t i = 0; i < value.count; i++) {
                auto tensor = value.tensors[i];
                tensors.push_back(tensor == nullptr ? std::nullopt : std::optional(borrowed(tensor)));
            }
            return tensors;
        }
        std::vector<at::Tensor> tensors;
        tensors.reserve(value.count);
        for (int32_t i = 0; i < value.count; i++) {
            TORCH_CHECK(value.tensors[i] != nullptr, "a tensor of the list '", argument.name(), "' is missing");
            tensors.push_back(borrowed(value.tensors[i]));
        }
        return tensors;
    }
    case HT_TEXT: return std::string(value.text);
    case HT_DEVICE: return device(value.device);
    default:
        TORCH_CHECK(argument.default_value().has_value(), "the argument '", argument.name(), "' is missing");
        return *argument.default_value();
    }
}

// Results of this thread's last operator call, until they are handed out.
thread_local std::vector<at::Tensor> results;

void keep(const c10::IValue &value) {
    if (value.isTensor()) {
        results.push_back(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor &tensor : value.toTensorVector()) {
            results.push_back(tensor);
        }
    } else {
        TORCH_CHECK(false, "a ", value.tagKind(), " is returned, and only tensors can be handed on");
    }
}

const c10::OperatorHandle &handle(ht_operator operation) {
    return *reinterpret_cast<const c10::OperatorHandle *>(operation);
}

} // namespace

ht_status ht_operator_find(const char *name, const char *overload, ht_operator *out) {
    return guarded([&] {
        auto found = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
        *out = reinterpret_cast<ht_operator>(new c10::OperatorHandle(found));
    });
}

ht_status ht_operator_call(ht_operator operation, const ht_value *arguments, int32_t count, int32_t *out_count) {
    results.clear();
    auto status = guarded([&] {
        const auto &schema = handle(operation).schema();
        const auto &expected = schema.arguments();
        TORCH_CHECK(
            count <= static_cast<int64_t>(expected.size()), schema.name(), " takes ", expected.size(),
            " arguments, and ", count, " were given");
        torch::jit::Stack stack;
        stack.reserve(expected.size());
        for (size_t i = 0; i < expected.size(); i++) {
            auto given = static_cast<int32_t>(i) < count ? arguments[i] : ht_value{HT_DEFAULT, 0, {0}};
            stack.push_back(value(given, expected[i]));
        }
        handle(operation).callBoxed(stack);
        for (const auto &result : stack) {
            keep(result);
        }
    });
    if (status != HT_OK) {
        results.clear();
    }
    *out_count = static_cast<int32_t>(results.size());
    return status;
}

void ht_operator_results(ht_tensor *out) {
    for (auto &result : results) {
        *out++ = given(std::move(result));
    }
    results.clear();
}

ht_status ht_add(ht_tensor left, ht_tensor right, ht_tensor *out) {
    return guarded([&] { *out = given(at::add(borrowed(left), borrowed(right))); });
}

ht_status ht_subtract(ht_tensor left, ht_tensor right, ht_tensor *out) {
    return guarded([&] { *out = given(at::sub(borrowed(left), borrowed(right))); });
}

ht_status ht_multiply(ht_tensor left, ht_tensor right, ht_tensor *out) {
    return guarded([&] { *out = given(at::mul(borrowed(left), borrowed(right))); });
}

ht_status ht_divide(ht_tensor left, ht_tensor right, ht_tensor *out) {
    return guarded([&] { *out = given(at::div(borrowed(left), borrowed(right))); });
}

ht_status ht_matmul(ht_tensor left, ht_tensor right, ht_tensor *out) {
    return guarded([&] { *out = given(at::matmul(borrowed(left), borrowed(right))); });
}

ht_status ht_linear(ht_tensor input, ht_tensor weight, ht_tensor bias, ht_tensor *out) {
    return guarded([&] { *out = given(at::linear(borrowed(input), borrowed(weight), borrowed(bias))); });
}

ht_status ht_convolution(
    ht_tensor input, ht_tensor weight, ht_tensor bias, const int64_t *stride, const int64_t *padding,
    const int64_t *dilation, const int64_t *output_padding, int32_t dimensions, int64_t groups, ht_tensor *out) {
    static const int64_t none[3] = {0, 0, 0};
    bool transposed = output_padding != nullptr;
    return guarded([&] {
        *out = given(at::convolution(
            borrowed(input), borrowed(weight), borrowed(bias), at::IntArrayRef(stride, dimensions),
            at::IntArrayRef(padding, dimensions), at::IntArrayRef(dilation, dimensions), transposed,
            at::IntArrayRef(transposed ? output_padding : none, dimensions), groups));
    });
}

ht_status ht_max_pool2d(
    ht_tensor input, const int64_t *kernel, const int64_t *stride, const int64_t *padding, ht_tensor *out) {
    return guarded([&] {
        *out = given(at::max_pool2d(
            borrowed(input), at::IntArrayRef(kernel, 2), at::IntArrayRef(stride, 2), at::IntArrayRef(padding, 2)));
    });
}

ht_status ht_relu(ht_tensor input, ht_tensor *out) {
    return guarded([&] { *out = given(at::relu(borrowed(input))); });
}

ht_status ht_flatten(ht_tensor input, int64_t from, int64_t through, ht_tensor *out) {
    return guarded([&] { *out = given(at::flatten(borrowed(input), from, through)); });
}

ht_status ht_cross_entropy(ht_tensor logits, ht_tensor labels, bool sum, ht_tensor *out) {
    return guarded([&] {
        auto reduction = sum ? at::Reduction::Sum : at::Reduction::Mean;
        *out = given(at::cross_entropy_loss(borrowed(logits), borrowed(labels), {}, reduction));
    });
}

ht_status ht_index_select(ht_tensor input, int64_t dimension, ht_tensor indices, ht_tensor *out) {
    return guarded([&] { *out = given(at::index_select(borrowed(input), dimension, borrowed(indices))); });
}
