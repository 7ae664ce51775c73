#include "engine.hpp"

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <torch/csrc/autograd/autograd.h>

bool ht_set_gradient_recording(bool on) {
    auto before = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(on);
    return before;
}

ht_status ht_set_requires_gradient(ht_tensor tensor, bool required) {
    return guarded([&] { borrowed(tensor).requires_grad_(required); });
}

ht_status ht_gradient(ht_tensor tensor, ht_tensor *out) {
    return guarded([&] { *out = given(borrowed(tensor).grad()); });
}

ht_status ht_set_gradient(ht_tensor tensor, ht_tensor gradient) {
    return guarded([&] { borrowed(tensor).mutable_grad() = borrowed(gradient); });
}

ht_status ht_backward(ht_tensor tensor, bool keep_graph) {
    return guarded([&] { torch::autograd::backward({borrowed(tensor)}, {}, keep_graph); });
}

namespace {
void set_autocast(at::DeviceType type, ht_autocast state) {
    auto scalar_type = static_cast<at::ScalarType>(state.scalar_type);
    if (at::autocast::get_autocast_dtype(type) != scalar_type) {
        // The cache holds the parameters converted to the previous type.
        at::autocast::clear_cache();
    }
    at::autocast::set_autocast_dtype(type, scalar_type);
    at::autocast::set_autocast_enabled(type, state.enabled);
}
} // namespace

ht_status ht_autocast_begin(int32_t device_type, ht_autocast state, ht_autocast *before) {
    return guarded([&] {
        auto type = static_cast<at::DeviceType>(device_type);
        TORCH_CHECK(at::autocast::is_autocast_available(type), "no mixed precision for ", type);
        auto scalar_type = static_cast<int32_t>(at::autocast::get_autocast_dtype(type));
        *before = {at::autocast::is_autocast_enabled(type), scalar_type};
        set_autocast(type, state);
        at::autocast::increment_nesting();
    });
}

ht_status ht_autocast_end(int32_t device_type, ht_autocast before) {
    return guarded([&] {
        if (at::autocast::decrement_nesting() == 0) {
            at::autocast::clear_cache();
        }
        set_autocast(static_cast<at::DeviceType>(device_type), before);
    });
}

// From the OpenMP runtime that libtorch loads; absent where libtorch was built with another thread pool.
extern "C" {
__attribute__((weak)) int omp_get_max_threads(void);
__attribute__((weak)) void omp_set_num_threads(int count);
}

namespace {
// Minimum number of elements for several threads. libtorch's other kernels have this limit; the fused kernels wake all
// threads for any number of elements. On a busy machine, waiting for a thread that is not scheduled costs more than the
// whole step.
constexpr int64_t parallel_grain_size = 32768;

class SingleThreadScope {
  public:
    explicit SingleThreadScope(int64_t element_count) {
        if (element_count < parallel_grain_size && omp_get_max_threads != nullptr && omp_set_num_threads != nullptr) {
            before = omp_get_max_threads();
            omp_set_num_threads(1);
        }
    }
    ~SingleThreadScope() {
        if (before > 0) {
            omp_set_num_threads(before);
        }
    }

  private:
    int before = 0;
};
} // namespace

// The fused kernels take lists of tensors. The lists of the parameters that have a gradient are rebuilt only when the
// set of those parameters differs from the previous step; the gradients themselves are new tensors in every step.
struct ht_optimizer_s {
    struct Lists {
        std::vector<at::Tensor> parameters, gradients, momenta, squares, steps;
    };
    Lists all, active;
    int64_t element_count = 0;
    std::vector<bool> had_gradient;

    void gather() {
        active.gradients.clear();
        bool same = had_gradient.size() == all.parameters.size();
        had_gradient.resize(all.parameters.size());
        for (size_t i = 0; i < all.parameters.size(); i++) {
            const auto &gradient = all.parameters[i].grad();
            same = same && had_gradient[i] == gradient.defined();
            had_gradient[i] = gradient.defined();
            if (gradient.defined()) {
                active.gradients.push_back(gradient);
            }
        }
        if (!same) {
            pick(all.parameters, active.parameters);
            pick(all.momenta, active.momenta);
            pick(all.squares, active.squares);
            pick(all.steps, active.steps);
        }
    }

  private:
    void pick(const std::vector<at::Tensor> &from, std::vector<at::Tensor> &into) {
        into.clear();
        for (size_t i = 0; i < from.size(); i++) {
            if (had_gradient[i]) {
                into.push_back(from[i]);
            }
        }
    }
};

ht_status ht_optimizer_create(
    const ht_tensor *parameters, const ht_tensor *momenta, const ht_tensor *squares, const ht_tensor *steps,
    int32_t count, ht_optimizer *out) {
    return guarded([&] {
        auto optimizer = std::make_unique<ht_optimizer_s>();
        auto list = [count](const ht_tensor *tensors, std::vector<at::Tensor> &into) {
            for (int32_t i = 0; tensors != nullptr && i < count; i++) {
                into.push_back(borrowed(tensors[i]));
            }
        };
        list(parameters, optimizer->all.parameters);
        for (const auto &parameter : optimizer->all.parameters) {
            optimizer->element_count += parameter.numel();
        }
        list(momenta, optimizer->all.momenta);
        list(squares, optimizer->all.squares);
        list(steps, optimizer->all.steps);
        *out = optimizer.release();
    });
}

void ht_optimizer_release(ht_optimizer optimizer) {
    guarded([&] { delete optimizer; });
}

ht_status ht_optimizer_zero_gradients(ht_optimizer optimizer) {
    return guarded([&] {
        for (const auto &parameter : optimizer->all.parameters) {
            parameter.mutable_grad().reset();
        }
    });
}

ht_status ht_optimizer_sgd(
    ht_optimizer optimizer, double learning_rate, double momentum, double weight_decay, bool nesterov) {
    return guarded([&] {
        at::NoGradGuard unrecorded;
        SingleThreadScope scope(optimizer->element_count);
        optimizer->gather();
        auto &lists = optimizer->active;
        if (lists.gradients.empty()) {
            return;
        }
        // The momenta start at zero, so the first step is not a special case: momentum x 0 + gradient.
        at::_fused_sgd_(
            lists.parameters, lists.gradients, lists.momenta, weight_decay, momentum, learning_rate, /*dampening=*/0,
            nesterov, /*maximize=*/false, /*is_first_step=*/false);
        lists.gradients.clear();
    });
}

ht_status ht_optimizer_adam(
    ht_optimizer optimizer, double learning_rate, double beta1, double beta2, double epsilon, double weight_decay,
    bool decoupled) {
    return guarded([&] {
        at::NoGradGuard unrecorded;
        SingleThreadScope scope(optimizer->element_count);
        optimizer->gather();
        auto &lists = optimizer->active;
        if (lists.gradients.empty()) {
            return;
        }
        at::_foreach_add_(lists.steps, 1);
        auto step = [&](auto kernel) {
            kernel(
                lists.parameters, lists.gradients, lists.momenta, lists.squares, {}, lists.steps, learning_rate, beta1,
                beta2, weight_decay, epsilon, /*amsgrad=*/false, /*maximize=*/false, {}, {});
        };
        using Kernel = void (*)(
            at::TensorList, at::TensorList, at::TensorList, at::TensorList, at::TensorList, at::TensorList, double,
            double, double, double, double, bool, bool, const std::optional<at::Tensor> &,
            const std::optional<at::Tensor> &);
        step(decoupled ? static_cast<Kernel>(at::_fused_adamw_) : static_cast<Kernel>(at::_fused_adam_));
        lists.gradients.clear();
    });
}
