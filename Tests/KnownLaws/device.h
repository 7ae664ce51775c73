#pragma once

#include <stdbool.h>
#include <stddef.h>

// Device of a training with known laws, shared with the stand-in for NVIDIA's library through a folder: `--device
// cuda:N`, and `state=FOLDER` among the words of STANDIN_NVML (Tests/StandInNVML). That library reads from the folder
// the memory that the training holds, and the times at which the device works for it. Without a folder only --queue and
// --xid-step have an effect.
//
// A step at batch size b has tensors of A(b) = F + S b + Q b^2 bytes; for them the allocator needs N(b), which is
// A(b) (1 + PHI) in whole blocks of 2 MiB; it reserves R(b) = N(b) (1 + PSI), as far as there is room. The room is the
// card's memory without the driver's part, the framework's context, and the memory of all other processes. If N(b)
// exceeds it, the training ends with its framework's message. Memory is requested only if the reserved memory does not
// suffice, as allocators do: reserved blocks are kept when another program starts.
//
// Options:
//   --device-bytes F, --device-bytes-per-sample S, --device-convex-bytes Q   tensors of a step; 0
//   --device-evaluation-bytes E, --device-evaluation-bytes-per-sample T      tensors of an evaluation: F + E + T b
//   --context-bytes C    size of the framework's context from its start; 300 MiB
//   --allocator NAME     pytorch, tensorflow, jax, mxnet or none: its messages, counters and behavior; pytorch
//   --fragmentation PHI  fraction that the allocator needs beyond its tensors; 0
//   --slack PSI          fraction that it reserves beyond its needs, as long as no other process needs it; 0
//   --preallocate 1      tensorflow reserves 90 % of the card at its start and jax 75 %, as far as there is room, and
//                        no more; not with TF_FORCE_GPU_ALLOW_GROWTH=true or XLA_PYTHON_CLIENT_PREALLOCATE=false
//   --spill 1            if memory runs out, the device is full and a step takes 20 times as long
//   --out-of-memory-words WHOSE   cublas, cudnn or nccl: that library's message instead of the framework's
//   --queue Q            steps are reported when they are queued, up to Q of them before the device has done them; 0
//   --xid-step N         at step N the device fails with an error unrelated to memory
//
// HEADROOM_DEVICE_MEMORY_BYTES limits the card's memory to that size, with PyTorch's allocator. CUDA_VISIBLE_DEVICES
// selects devices by index or by GPU-... as named by the stand-in. JAX never reserves more than 75 % of the card.
//
// At a change of the batch size PyTorch and MXNet release their reserved memory; TensorFlow and JAX keep it, like the
// real ones.

// Parses an option; false where it is not one of the device's.
bool device_option(const char *name, const char *value);

// Opens the device of a name as `cuda:0`, with the framework's context on it; ends the process where it cannot.
void device_open(const char *name);

// Allocates the memory of a step or an evaluation; returns the factor by which it takes longer.
double device_step(long step, long size);
double device_evaluation(long size);

// Writes the line of the allocator's counters; false where there are none, or they are unchanged. They are peaks since
// the last change of the batch size.
bool device_memory_line(char *line, size_t length, long step);

// The device works from `begin` to `end`, after its earlier work.
void device_work(double begin, double end);
// Waits until `end`, and records the work done meanwhile.
void device_wait(double end);

// Maximum number of queued steps.
long device_queue_length(void);
// Queues a step or an evaluation of `span` seconds on the device, when there is a place in the queue.
void device_enqueue(double span);
// Waits until all queued work is done.
void device_finish(void);
