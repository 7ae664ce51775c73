// The boundary between Swift and libtorch: plain C, without types of libtorch and without exceptions.
//
// The engine library (Engine/) implements these functions with libtorch. CHeadroomTorch (load.c) implements each of
// them again as a jump into the engine library opened by `ht_load`, so a program that links CHeadroomTorch needs
// libtorch neither to build nor to start.
//
// Rules
// - Every function that can fail returns an `ht_status`; `ht_last_error()` on the same thread then returns the message.
// - Every tensor returned through a parameter named `out` belongs to the caller, who passes it to `ht_tensor_release`
//   once. Tensors passed in remain the caller's and must live until the call returns.
// - NULL means "no tensor" only where a comment allows it.

#ifndef HEADROOM_TORCH_H
#define HEADROOM_TORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#pragma GCC visibility push(default)
#endif

// Incremented with every change of this file; an engine library with another interface version is not loaded.
#define HT_INTERFACE 3

enum {
    HT_OK = 0,
    HT_TORCH_ERROR = 1,   // libtorch rejected the shapes, types or devices
    HT_OUT_OF_MEMORY = 2, // of the device or of the host
    HT_INTERNAL_ERROR = 3, // any other exception
    HT_NOT_LOADED = 4,    // `ht_load` has not succeeded yet
};
typedef int32_t ht_status;

// The values of c10::ScalarType.
enum {
    HT_UINT8 = 0, HT_INT8 = 1, HT_INT16 = 2, HT_INT32 = 3, HT_INT64 = 4,
    HT_FLOAT16 = 5, HT_FLOAT32 = 6, HT_FLOAT64 = 7, HT_BOOL = 11, HT_BFLOAT16 = 15,
};

typedef struct ht_tensor_s *ht_tensor;
typedef struct ht_operator_s *ht_operator;
typedef struct ht_optimizer_s *ht_optimizer;

// A device: the value of c10::DeviceType (0 CPU, 1 CUDA and ROCm, 12 XPU) and the index (-1: the current device).
typedef struct {
    int32_t type;
    int32_t index;
} ht_device;

typedef struct {
    int64_t element_count;
    int32_t rank;
    int32_t scalar_type;
    ht_device device;
    bool requires_gradient;
} ht_description;

typedef struct {
    int64_t allocated_bytes;
    int64_t reserved_bytes;
    int64_t peak_allocated_bytes;
    int64_t peak_reserved_bytes;
    int64_t allocation_retries;
} ht_memory_statistics;

// One argument of `ht_operator_call`.
enum {
    HT_DEFAULT = 0,  // the default value of the operator's schema
    HT_NONE,         // None
    HT_TENSOR,       // tensor; NULL is None
    HT_INTEGER,
    HT_REAL,
    HT_TRUTH,        // integer, 0 or 1
    HT_INTEGERS,     // integers, count; also for a list of Booleans, as 0 and 1
    HT_REALS,        // reals, count
    HT_TENSORS,      // tensors, count; NULL is None, for a list of optional tensors in the schema
    HT_TEXT,         // text, zero-terminated
    HT_SCALAR_TYPE,  // integer
    HT_DEVICE,       // device
};
typedef struct {
    int32_t kind;
    int32_t count;
    union {
        int64_t integer;
        double real;
        ht_tensor tensor;
        const int64_t *integers;
        const double *reals;
        const ht_tensor *tensors;
        const char *text;
        ht_device device;
    };
} ht_value;

// The library: implemented in CHeadroomTorch only.

// Opens an engine library and binds every function below. Returns NULL on success, else an error message that is valid
// until the next call. Must not be called from two threads at once; it can succeed only once.
const char *ht_load(const char *path);

// The engine.

int32_t ht_interface(void);
const char *ht_last_error(void);
const char *ht_libtorch_version(void);
// Sets process-wide options for training; called once by `ht_load`.
void ht_prepare(void);
ht_status ht_set_threads(int32_t count);
int32_t ht_threads(void);
ht_status ht_seed(uint64_t seed);
// State of a device's random number generator, a tensor of bytes on the CPU.
ht_status ht_generator_state(ht_device device, ht_tensor *out);
ht_status ht_set_generator_state(ht_device device, ht_tensor state);

// Devices. A CPU has no memory statistics and no queue to synchronize.

ht_status ht_device_count(int32_t type, int32_t *out_count);
ht_status ht_device_synchronize(ht_device device);
ht_status ht_device_memory(ht_device device, ht_memory_statistics *out_statistics);
ht_status ht_device_reset_peak(ht_device device);
ht_status ht_device_empty_cache(ht_device device);

// Tensors.

// Copies `data`, contiguous and in row-major order, into a new tensor.
ht_status ht_tensor_create(
    const void *data, int32_t scalar_type, const int64_t *sizes, int32_t rank, ht_device device, ht_tensor *out);
void ht_tensor_release(ht_tensor tensor);
ht_status ht_tensor_describe(ht_tensor tensor, ht_description *out_description);
ht_status ht_tensor_sizes(ht_tensor tensor, int64_t *sizes, int32_t rank);
// Value of a tensor with one element.
ht_status ht_tensor_item(ht_tensor tensor, double *out_value);
// Copies the elements, contiguous and in row-major order, to `destination`, which has exactly `byte_count` bytes.
ht_status ht_tensor_read(ht_tensor tensor, void *destination, int64_t byte_count);
// Without `waits`, a copy from pinned memory to a device is asynchronous: queued after the device's pending work.
ht_status ht_tensor_to(ht_tensor tensor, ht_device device, bool waits, ht_tensor *out);
ht_status ht_tensor_to_type(ht_tensor tensor, int32_t scalar_type, ht_tensor *out);
// Makes `tensor` use the storage, shape, type and device of `source`, without recording it for gradients.
ht_status ht_tensor_set_data(ht_tensor tensor, ht_tensor source);

// Any libtorch operator.

// Finds an operator, for instance ("aten::sum", "dim_IntList"). It is never released.
ht_status ht_operator_find(const char *name, const char *overload, ht_operator *out);
// Calls an operator; arguments that are missing or HT_DEFAULT take the default of its schema. The results must be
// tensors; this thread stores them until `ht_operator_results` returns all of them, directly after this call.
ht_status ht_operator_call(ht_operator operation, const ht_value *arguments, int32_t count, int32_t *out_count);
void ht_operator_results(ht_tensor *out);

// The operators of a training step, called directly instead of through the schema.

ht_status ht_add(ht_tensor left, ht_tensor right, ht_tensor *out);
ht_status ht_subtract(ht_tensor left, ht_tensor right, ht_tensor *out);
ht_status ht_multiply(ht_tensor left, ht_tensor right, ht_tensor *out);
ht_status ht_divide(ht_tensor left, ht_tensor right, ht_tensor *out);
ht_status ht_matmul(ht_tensor left, ht_tensor right, ht_tensor *out);
// `bias` may be NULL.
ht_status ht_linear(ht_tensor input, ht_tensor weight, ht_tensor bias, ht_tensor *out);
// `bias` may be NULL; the lists have one value for each of the 1 to 3 spatial `dimensions`. With `output_padding` the
// convolution is transposed.
ht_status ht_convolution(
    ht_tensor input, ht_tensor weight, ht_tensor bias, const int64_t *stride, const int64_t *padding,
    const int64_t *dilation, const int64_t *output_padding, int32_t dimensions, int64_t groups, ht_tensor *out);
ht_status ht_max_pool2d(
    ht_tensor input, const int64_t *kernel, const int64_t *stride, const int64_t *padding, ht_tensor *out);
ht_status ht_relu(ht_tensor input, ht_tensor *out);
ht_status ht_flatten(ht_tensor input, int64_t from, int64_t through, ht_tensor *out);
// `labels` are class indices; `sum` adds the losses of the samples instead of averaging them.
ht_status ht_cross_entropy(ht_tensor logits, ht_tensor labels, bool sum, ht_tensor *out);
ht_status ht_index_select(ht_tensor input, int64_t dimension, ht_tensor indices, ht_tensor *out);

// Gradients.

// Enables or disables recording of operations in this thread and returns the previous setting.
bool ht_set_gradient_recording(bool on);
ht_status ht_set_requires_gradient(ht_tensor tensor, bool required);
// The gradient accumulated in a tensor, or NULL.
ht_status ht_gradient(ht_tensor tensor, ht_tensor *out);
// `gradient` may be NULL, which removes the gradient.
ht_status ht_set_gradient(ht_tensor tensor, ht_tensor gradient);
ht_status ht_backward(ht_tensor tensor, bool keep_graph);

// Automatic mixed precision of this thread, for one type of device.

typedef struct {
    bool enabled;
    int32_t scalar_type;
} ht_autocast;

// Changes the setting and returns the previous one. Converted tensors are cached until the outermost call ends.
ht_status ht_autocast_begin(int32_t device_type, ht_autocast state, ht_autocast *out_before);
ht_status ht_autocast_end(int32_t device_type, ht_autocast before);

// Optimizers: parameters and their state, listed once.

// `momenta` and `squares` may be NULL. The steps update the state tensors in place.
ht_status ht_optimizer_create(
    const ht_tensor *parameters, const ht_tensor *momenta, const ht_tensor *squares, const ht_tensor *steps,
    int32_t count, ht_optimizer *out);
void ht_optimizer_release(ht_optimizer optimizer);
ht_status ht_optimizer_zero_gradients(ht_optimizer optimizer);
// Parameters without a gradient are unchanged. Without `momenta`, `momentum` must be 0.
ht_status ht_optimizer_sgd(
    ht_optimizer optimizer, double learning_rate, double momentum, double weight_decay, bool nesterov);
// `decoupled` is AdamW: the weight decay is applied to the parameter, not added to the gradient.
ht_status ht_optimizer_adam(
    ht_optimizer optimizer, double learning_rate, double beta1, double beta2, double epsilon, double weight_decay,
    bool decoupled);

#ifdef __cplusplus
#pragma GCC visibility pop
}
#endif

#endif
