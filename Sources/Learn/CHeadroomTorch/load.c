// Implements every function of headroom_torch.h as a jump into the engine library; before `ht_load`, as an error.

#include "headroom_torch.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

// All functions except `ht_load`: F(result, name, parameters, arguments, result while no library is loaded).
#define FUNCTIONS(F)                                                                                                   \
    F(int32_t, ht_interface, (void), (), 0)                                                                            \
    F(const char *, ht_last_error, (void), (), "no engine library is loaded")                                          \
    F(const char *, ht_libtorch_version, (void), (), NULL)                                                             \
    S(ht_set_threads, (int32_t count), (count))                                                                        \
    F(int32_t, ht_threads, (void), (), 0)                                                                              \
    S(ht_seed, (uint64_t seed), (seed))                                                                                \
    S(ht_generator_state, (ht_device device, ht_tensor *out), (device, out))                                           \
    S(ht_set_generator_state, (ht_device device, ht_tensor state), (device, state))                                    \
    S(ht_device_count, (int32_t type, int32_t *out), (type, out))                                                      \
    S(ht_device_synchronize, (ht_device device), (device))                                                             \
    S(ht_device_memory, (ht_device device, ht_memory_statistics *out), (device, out))                                  \
    S(ht_device_reset_peak, (ht_device device), (device))                                                              \
    S(ht_device_empty_cache, (ht_device device), (device))                                                             \
    S(ht_tensor_create,                                                                                                \
      (const void *data, int32_t type, const int64_t *sizes, int32_t rank, ht_device device, ht_tensor *out),          \
      (data, type, sizes, rank, device, out))                                                                          \
    S(ht_tensor_describe, (ht_tensor tensor, ht_description *out), (tensor, out))                                      \
    S(ht_tensor_sizes, (ht_tensor tensor, int64_t *sizes, int32_t rank), (tensor, sizes, rank))                        \
    S(ht_tensor_item, (ht_tensor tensor, double *out), (tensor, out))                                                  \
    S(ht_tensor_read, (ht_tensor tensor, void *to, int64_t bytes), (tensor, to, bytes))                                \
    S(ht_tensor_to, (ht_tensor tensor, ht_device device, bool waits, ht_tensor *out), (tensor, device, waits, out))    \
    S(ht_tensor_to_type, (ht_tensor tensor, int32_t type, ht_tensor *out), (tensor, type, out))                        \
    S(ht_tensor_set_data, (ht_tensor tensor, ht_tensor source), (tensor, source))                                      \
    S(ht_operator_find, (const char *name, const char *overload, ht_operator *out), (name, overload, out))             \
    S(ht_operator_call,                                                                                                \
      (ht_operator operation, const ht_value *values, int32_t count, int32_t *n), (operation, values, count, n))       \
    V(ht_operator_results, (ht_tensor *out), (out))                                                                    \
    S(ht_add, (ht_tensor left, ht_tensor right, ht_tensor *out), (left, right, out))                                   \
    S(ht_subtract, (ht_tensor left, ht_tensor right, ht_tensor *out), (left, right, out))                              \
    S(ht_multiply, (ht_tensor left, ht_tensor right, ht_tensor *out), (left, right, out))                              \
    S(ht_divide, (ht_tensor left, ht_tensor right, ht_tensor *out), (left, right, out))                                \
    S(ht_matmul, (ht_tensor left, ht_tensor right, ht_tensor *out), (left, right, out))                                \
    S(ht_linear, (ht_tensor input, ht_tensor weight, ht_tensor bias, ht_tensor *out), (input, weight, bias, out))      \
    S(ht_convolution,                                                                                                  \
      (ht_tensor input, ht_tensor weight, ht_tensor bias, const int64_t *stride, const int64_t *padding,               \
       const int64_t *dilation, const int64_t *output_padding, int32_t dimensions, int64_t groups, ht_tensor *out),    \
      (input, weight, bias, stride, padding, dilation, output_padding, dimensions, groups, out))                       \
    S(ht_max_pool2d,                                                                                                   \
      (ht_tensor input, const int64_t *kernel, const int64_t *stride, const int64_t *padding, ht_tensor *out),         \
      (input, kernel, stride, padding, out))                                                                           \
    S(ht_relu, (ht_tensor input, ht_tensor *out), (input, out))                                                        \
    S(ht_flatten, (ht_tensor input, int64_t from, int64_t through, ht_tensor *out), (input, from, through, out))       \
    S(ht_cross_entropy, (ht_tensor logits, ht_tensor labels, bool sum, ht_tensor *out), (logits, labels, sum, out))    \
    S(ht_index_select, (ht_tensor input, int64_t dimension, ht_tensor indices, ht_tensor *out),                        \
      (input, dimension, indices, out))                                                                                \
    F(bool, ht_set_gradient_recording, (bool on), (on), false)                                                         \
    S(ht_set_requires_gradient, (ht_tensor tensor, bool required), (tensor, required))                                 \
    S(ht_gradient, (ht_tensor tensor, ht_tensor *out), (tensor, out))                                                  \
    S(ht_set_gradient, (ht_tensor tensor, ht_tensor gradient), (tensor, gradient))                                     \
    S(ht_backward, (ht_tensor tensor, bool keep_graph), (tensor, keep_graph))                                          \
    S(ht_autocast_begin,                                                                                               \
      (int32_t type, ht_autocast state, ht_autocast *before), (type, state, before))                                   \
    S(ht_autocast_end, (int32_t type, ht_autocast before), (type, before))                                             \
    S(ht_optimizer_create,                                                                                             \
      (const ht_tensor *parameters, const ht_tensor *momenta, const ht_tensor *squares, const ht_tensor *steps,        \
       int32_t count, ht_optimizer *out),                                                                              \
      (parameters, momenta, squares, steps, count, out))                                                               \
    S(ht_optimizer_zero_gradients, (ht_optimizer optimizer), (optimizer))                                              \
    S(ht_optimizer_sgd,                                                                                                \
      (ht_optimizer optimizer, double rate, double momentum, double decay, bool nesterov),                             \
      (optimizer, rate, momentum, decay, nesterov))                                                                    \
    S(ht_optimizer_adam,                                                                                               \
      (ht_optimizer optimizer, double rate, double beta1, double beta2, double epsilon, double decay, bool decoupled), \
      (optimizer, rate, beta1, beta2, epsilon, decay, decoupled))                                                      \
    V(ht_prepare, (void), ())                                                                                          \
    V(ht_tensor_release, (ht_tensor tensor), (tensor))                                                                 \
    V(ht_optimizer_release, (ht_optimizer optimizer), (optimizer))

#define S(name, parameters, arguments) DEFINE(ht_status, name, parameters, arguments, HT_NOT_LOADED)
#define V(name, parameters, arguments)                                                                                 \
    static void refuse_##name parameters {}                                                                            \
    static __typeof__(&name) jump_##name = refuse_##name;                                                              \
    void name parameters { jump_##name arguments; }
#define DEFINE(result, name, parameters, arguments, refusal)                                                           \
    static result refuse_##name parameters { return refusal; }                                                         \
    static __typeof__(&name) jump_##name = refuse_##name;                                                              \
    result name parameters { return jump_##name arguments; }

#pragma clang diagnostic ignored "-Wunused-parameter"
FUNCTIONS(DEFINE)

#undef S
#undef V

static char message[1024];

const char *ht_load(const char *path) {
    // Threads that spin while they wait use CPU time that another process, or another thread of this one, needs;
    // threads that sleep immediately are late at the next barrier. A spin count of 1000 is nearly as good as either in
    // its best case (docs/measurements/spinning.md). OpenMP reads the variable when it is loaded. A value set by the
    // user is kept, and child processes do not inherit this one.
    bool setsSpinCount = getenv("OMP_WAIT_POLICY") == NULL && getenv("GOMP_SPINCOUNT") == NULL;
    if (setsSpinCount) setenv("GOMP_SPINCOUNT", "1000", 0);
    // RTLD_GLOBAL, because libtorch's plug-ins look up symbols in the loaded libraries; never closed.
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (setsSpinCount) unsetenv("GOMP_SPINCOUNT");
    if (library == NULL) {
        snprintf(message, sizeof message, "%s", dlerror());
        return message;
    }
    int32_t (*interface)(void) = (int32_t (*)(void))dlsym(library, "ht_interface");
    if (interface == NULL) {
        snprintf(message, sizeof message, "%s is not an engine library of Headroom", path);
        return message;
    }
    if (interface() != HT_INTERFACE) {
        snprintf(message, sizeof message, "%s has interface %d, and this program needs %d: build the engine again",
                 path, interface(), HT_INTERFACE);
        return message;
    }
#define BIND(name)                                                                                                     \
    __typeof__(&name) found_##name = (__typeof__(&name))dlsym(library, #name);                                         \
    if (found_##name == NULL) {                                                                                        \
        snprintf(message, sizeof message, "%s lacks the function %s: build the engine again", path, #name);            \
        return message;                                                                                                \
    }
#define F(result, name, parameters, arguments, refusal) BIND(name)
#define S(name, parameters, arguments) BIND(name)
#define V(name, parameters, arguments) BIND(name)
    FUNCTIONS(F)
#undef F
#undef S
#undef V
#define F(result, name, parameters, arguments, refusal) jump_##name = found_##name;
#define S(name, parameters, arguments) jump_##name = found_##name;
#define V(name, parameters, arguments) jump_##name = found_##name;
    FUNCTIONS(F)
    ht_prepare();
    return NULL;
}
