#pragma once

#include <stdbool.h>
#include <stddef.h>

// The device that a training of known laws trains on, where the library that stands in for NVIDIA's shares a folder
// with it: `--device cuda:N`, and `state=FOLDER` among the words of STANDIN_NVML (Tests/StandInNVML). What the training
// holds there, and when the device works for it, is read from the folder by that library. Elsewhere only --queue and
// --xid-step do anything.
//
// A step at batch size b has tensors of A(b) = F + S b + Q b^2 bytes; for them the allocator needs N(b), which is
// A(b) (1 + PHI) in whole blocks of 2 MiB; it holds R(b) = N(b) (1 + PSI), as far as there is room. The room is what is
// free for it: the card less the driver's part, the framework's context, and what all others hold. Where N(b) is more
// than that, the training ends with the words of its framework. Memory is asked for only where what is held is too
// little, as allocators do: who has his blocks keeps them when another program comes.
//
// Options:
//   --device-bytes F, --device-bytes-per-sample S, --device-convex-bytes Q   the tensors of a step; 0
//   --device-evaluation-bytes E, --device-evaluation-bytes-per-sample T      those of an evaluation: F + E + T b
//   --context-bytes C    what the framework's context takes from its start; 300 MiB
//   --allocator NAME     pytorch, tensorflow, jax, mxnet or none: its words, its counters and its habits; pytorch
//   --fragmentation PHI  the share by which the allocator needs more than its tensors have; 0
//   --slack PSI          the share by which it holds more than it needs, as long as nobody else wants it; 0
//   --preallocate 1      tensorflow takes 90 % of the card at its start and jax 75 %, as far as there is room, and get
//                        no more; not where TF_FORCE_GPU_ALLOW_GROWTH=true or XLA_PYTHON_CLIENT_PREALLOCATE=false
//   --spill 1            where memory runs out, the device is full and a step takes 20 times as long
//   --out-of-memory-words WHOSE   cublas, cudnn or nccl: that library's words instead of the framework's
//   --queue Q            steps are reported when they are queued, up to Q of them before the device has done them; 0
//   --xid-step N         at step N the device fails with an error that memory has nothing to do with
//
// HEADROOM_DEVICE_MEMORY_BYTES makes it a card of that much memory, with PyTorch's allocator. CUDA_VISIBLE_DEVICES
// chooses devices by number or by GPU-... as the stand-in names them. JAX never holds more than 75 % of the card.
//
// At a change of the batch size PyTorch and MXNet give back what they hold; TensorFlow and JAX keep it, as they do.

// Takes an option; false where it is none of the device's.
bool device_option(const char *name, const char *value);

// Opens the device of a name as `cuda:0`, with the framework's context on it; ends the process where it cannot.
void device_open(const char *name);

// Takes the memory of a step or an evaluation; the answer is by what factor it takes longer.
double device_step(long step, long size);
double device_evaluation(long size);

// Writes the line of the allocator's counters; false where there is none, or it says nothing new. They are peaks since
// the last change of the batch size.
bool device_memory_line(char *line, size_t length, long step);

// The device works from `begin` to `end`, behind what it had to do before.
void device_work(double begin, double end);
// Waits until `end`, and notes the work that is done meanwhile.
void device_wait(double end);

// How many steps may be queued.
long device_queue_length(void);
// Gives the device a step or an evaluation of `span` seconds to do behind those that it has, when there is a place in
// the queue.
void device_enqueue(double span);
// Waits until all that was queued is done.
void device_finish(void);
