#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../StandInNVML/standin_state.h"
#include "clock.h"

static const uint64_t block = 2 << 20;

static struct {
    double bytes, bytes_per_sample, convex_bytes, evaluation_bytes, evaluation_bytes_per_sample, context_bytes;
    double fragmentation, slack, preallocate, spill, queue, xid_step;
    const char *allocator, *words;
} options = {.context_bytes = 300 << 20, .allocator = "pytorch", .words = ""};

static struct standin_card card;
static struct standin_state *state; // NULL: there is no device, or nothing reads its activity.
// The device's index among the visible ones, and among all.
static int card_file = -1, visible, physical;
static double opened;

// Bytes of the context, and bytes reserved by the allocator.
static uint64_t context, held;
// The allocator's own limit, and the size of the card that it was asked to simulate.
static uint64_t most = UINT64_MAX, asked_total = UINT64_MAX;
static bool preallocated;
// Maximum bytes that the allocator can reserve, as found at `room_seen`.
static uint64_t room, retries;
static double room_seen;
static long size;
// Since the last change of the batch size.
static struct { uint64_t tensors, needed, held; } peak;
static struct counters { uint64_t allocated, reserved, fragmented, capacity, retries; } last_line;

bool device_option(const char *name, const char *value) {
    static const struct { const char *name; double *value; } numbers[] = {
        {"--device-bytes", &options.bytes}, {"--device-bytes-per-sample", &options.bytes_per_sample},
        {"--device-convex-bytes", &options.convex_bytes}, {"--device-evaluation-bytes", &options.evaluation_bytes},
        {"--device-evaluation-bytes-per-sample", &options.evaluation_bytes_per_sample},
        {"--context-bytes", &options.context_bytes}, {"--fragmentation", &options.fragmentation},
        {"--slack", &options.slack}, {"--preallocate", &options.preallocate}, {"--spill", &options.spill},
        {"--queue", &options.queue}, {"--xid-step", &options.xid_step},
    };
    static const char *const allocators[] = {"pytorch", "tensorflow", "jax", "mxnet", "none"};
    static const char *const libraries[] = {"cublas", "cudnn", "nccl"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(name, numbers[i].name)) {
            *numbers[i].value = atof(value);
            return true;
        }
    if (!strcmp(name, "--allocator"))
        for (size_t i = 0; i < sizeof allocators / sizeof *allocators; i++)
            if (!strcmp(value, allocators[i])) return options.allocator = value, true;
    if (!strcmp(name, "--out-of-memory-words"))
        for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
            if (!strcmp(value, libraries[i])) return options.words = value, true;
    return false;
}

static bool allocates_as(const char *name) { return !strcmp(options.allocator, name); }

// MARK: Room

// Bytes of a card of `total` bytes that other processes and the context leave.
static uint64_t left_of(uint64_t total) {
    double started = 0;
    if (pread(card_file, &started, sizeof started, 0) != sizeof started || started <= 0) started = opened;
    uint64_t taken = card.reserved + context + standin_others(&card, now() - started)
        + standin_held(&card, physical, getpid());
    return total > taken ? total - taken : 0;
}

// Maximum bytes that the allocator can reserve: the free bytes, and those already reserved.
static uint64_t find_room(void) {
    uint64_t free = left_of(asked_total < card.total ? asked_total : card.total);
    if (free > most) free = most;
    room_seen = now();
    return free > held ? free : held;
}

// MARK: Failures

// Ends the process like an uncaught exception in Python.
static _Noreturn void fail(const char *exception) {
    fprintf(stderr, "Traceback (most recent call last):\n  File \"train.py\", line 42, in <module>\n%s\n", exception);
    exit(1);
}

// Number of bytes in PyTorch's format.
static const char *written(uint64_t bytes, char text[32]) {
    if (bytes >= 1u << 30) snprintf(text, 32, "%.2f GiB", (double)bytes / (1 << 30));
    else if (bytes >= 1u << 20) snprintf(text, 32, "%.2f MiB", (double)bytes / (1 << 20));
    else if (bytes > 1u << 10) snprintf(text, 32, "%.2f KiB", (double)bytes / (1 << 10));
    else snprintf(text, 32, "%d bytes", (int)bytes);
    return text;
}

// A process that runs out of memory has filled the device before, and takes a moment to end.
static _Noreturn void run_out(uint64_t tensors, uint64_t needed) {
    uint64_t full = room / block * block, missing = needed - full;
    state->bytes = context + full;
    uint64_t unused = left_of(card.total);
    unused = unused > full ? unused - full : 0;
    lockf(card_file, F_ULOCK, 0);
    device_wait(now() + 0.25);
    char line[1024], text[7][32], allowed[64] = "";
    if (!strcmp(options.words, "cublas")) {
        fail("RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`");
    } else if (!strcmp(options.words, "cudnn")) {
        fail("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED");
    } else if (!strcmp(options.words, "nccl")) {
        fail("torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:3690, unhandled cuda error\n"
             "ncclUnhandledCudaError: Call to CUDA function failed.\nLast error:\nCuda failure 'out of memory'");
    } else if (allocates_as("pytorch")) {
        uint64_t allocated = tensors < full ? tensors : full, total = card.total - card.reserved;
        if (asked_total < card.total)
            snprintf(allowed, sizeof allowed, "%s allowed; ", written(context + room, text[6]));
        snprintf(line, sizeof line,
                 "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate %s. GPU %d has a total capacity of %s "
                 "of which %s is free. Including non-PyTorch memory, this process has %s memory in use. %sOf the "
                 "allocated memory %s is allocated by PyTorch, and %s is reserved by PyTorch but unallocated.",
                 written(missing, text[0]), visible, written(total, text[1]),
                 written(unused, text[2]), written(state->bytes, text[3]), allowed,
                 written(allocated, text[4]), written(full - allocated, text[5]));
    } else if (allocates_as("tensorflow")) {
        snprintf(line, sizeof line,
                 "tensorflow.python.framework.errors_impl.ResourceExhaustedError: {{function_node __wrapped__MatMul}} "
                 "OOM when allocating tensor with shape[%ld,%llu] and type float on "
                 "/job:localhost/replica:0/task:0/device:GPU:%d by allocator GPU_%d_bfc [Op:MatMul]",
                 size, (unsigned long long)missing / 4 / (unsigned long long)size, visible, visible);
    } else if (allocates_as("jax")) {
        snprintf(line, sizeof line,
                 "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate "
                 "%llu bytes.", (unsigned long long)missing);
    } else if (allocates_as("mxnet")) {
        snprintf(line, sizeof line,
                 "mxnet.base.MXNetError: src/storage/./pooled_storage_manager.h:161: cudaMalloc retry failed: "
                 "out of memory");
    } else {
        snprintf(line, sizeof line, "RuntimeError: CUDA error: out of memory");
    }
    fail(line);
}

// MARK: Memory

// Index of the device among all of the machine; -1 where it is not visible.
static int chosen(int number) {
    const char *text = getenv("CUDA_VISIBLE_DEVICES");
    if (!text) return number;
    for (; number > 0 && text; number--) text = strchr(text, ',') ? strchr(text, ',') + 1 : NULL;
    if (!text || !*text || *text == ',') return -1;
    return !strncmp(text, "GPU-", 4) ? (int)strtol(text + 4, NULL, 16) : atoi(text);
}

// Prevents other processes from allocating memory between reading the free bytes and allocating them.
static void lock_card(void) {
    while (lockf(card_file, F_LOCK, 0) != 0 && errno == EINTR) {}
}

// Lets the allocator reserve the memory for tensors; returns the factor by which a step with them takes longer.
static double hold(double tensor_bytes) {
    uint64_t tensors = (uint64_t)tensor_bytes;
    uint64_t needed = ((uint64_t)(tensor_bytes * (1 + options.fragmentation)) + block - 1) / block * block;
    bool fits = true;
    if (needed > held) {
        lock_card();
        room = find_room();
        if (preallocated) room = held;
        fits = needed <= room;
        if (!fits && !options.spill) run_out(tensors, needed);
        uint64_t wanted = (uint64_t)((double)needed * (1 + options.slack));
        // With less memory than it would reserve, the allocator released cached blocks and retried.
        if (fits && wanted > room && options.slack > 0) retries++;
        held = wanted < room ? wanted : room;
        state->bytes = context + held;
        lockf(card_file, F_ULOCK, 0);
    } else if (now() - room_seen > 0.05) {
        room = find_room();
    }
    if (tensors > peak.tensors) peak.tensors = tensors, peak.needed = needed;
    // Memory spilled to the host also counts as reserved.
    uint64_t reserved = fits ? held : needed;
    if (reserved > peak.held) peak.held = reserved;
    return fits ? 1 : 20;
}

double device_step(long step, long batch_size) {
    if (options.xid_step > 0 && step == (long)options.xid_step)
        fail("RuntimeError: CUDA error: uncorrectable ECC error encountered");
    if (!state) return 1;
    if (batch_size != size) {
        size = batch_size;
        if (allocates_as("pytorch") || allocates_as("mxnet") || allocates_as("none")) held = 0;
        state->bytes = context + held;
        // They are reported again, even if unchanged.
        memset(&peak, 0, sizeof peak);
        memset(&last_line, 0, sizeof last_line);
    }
    double samples = (double)size;
    return hold(options.bytes + options.bytes_per_sample * samples + options.convex_bytes * samples * samples);
}

double device_evaluation(long batch_size) {
    if (!state) return 1;
    return hold(options.bytes + options.evaluation_bytes + options.evaluation_bytes_per_sample * (double)batch_size);
}

bool device_memory_line(char *line, size_t length, long step) {
    if (!state || allocates_as("none")) return false;
    // Each framework reports only a part.
    bool is_pytorch = allocates_as("pytorch"), is_jax = allocates_as("jax");
    struct counters counters = {.allocated = allocates_as("mxnet") ? 0 : peak.tensors};
    if (is_pytorch || allocates_as("mxnet")) counters.reserved = peak.held;
    if (is_pytorch) counters.fragmented = peak.needed - peak.tensors;
    if (is_pytorch) counters.retries = retries;
    if (is_pytorch || is_jax) counters.capacity = is_jax ? most : room;
    if (!memcmp(&counters, &last_line, sizeof counters)) return false;
    last_line = counters;
    int at = snprintf(line, length, "{\"event\":\"memory\",\"step\":%ld,\"device\":\"cuda:%d\"", step, visible);
    const struct { const char *name; uint64_t value; bool is_told; } figures[] = {
        {"allocatedBytes", counters.allocated, !allocates_as("mxnet")},
        {"reservedBytes", counters.reserved, is_pytorch || allocates_as("mxnet")},
        {"fragmentedBytes", counters.fragmented, is_pytorch},
        {"capacityBytes", counters.capacity, is_pytorch || is_jax},
        {"allocationRetries", counters.retries, is_pytorch},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (figures[i].is_told)
            at += snprintf(line + at, length - (size_t)at, ",\"%s\":%llu", figures[i].name,
                           (unsigned long long)figures[i].value);
    snprintf(line + at, length - (size_t)at, "}\n");
    return true;
}

// Removes the files of processes that ended long ago, whose contents are no longer needed.
static void clean(void) {
    for (struct standin_walk walk = standin_begin(&card, physical); standin_next(&walk, getpid());) {
        double worked_until = 0;
        size_t place = offsetof(struct standin_state, worked_until);
        ssize_t count = pread(walk.file, &worked_until, sizeof worked_until, (off_t)place);
        char path[600];
        snprintf(path, sizeof path, "%s/%d.%d", card.folder, walk.index, walk.process);
        if (count == sizeof worked_until && worked_until < now() - 60 && !standin_lives(&walk)) unlink(path);
    }
}

void device_open(const char *name) {
    standin_read(&card, getenv("STANDIN_NVML"));
    if (strncmp(name, "cuda", 4) || !card.folder[0]) return;
    visible = name[4] == ':' ? atoi(name + 5) : 0;
    physical = chosen(visible);
    if (physical < 0) fail("RuntimeError: No CUDA GPUs are available");
    card_file = standin_open_card(&card);
    char path[600];
    snprintf(path, sizeof path, "%s/%d.%d", card.folder, physical, getpid());
    lock_card();
    clean();
    // The file stays open, and with it its lock.
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    void *mapped = MAP_FAILED;
    if (card_file >= 0 && file >= 0 && ftruncate(file, sizeof *state) == 0 && fcntl(file, F_SETLK, &lock) == 0)
        mapped = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) {
        fprintf(stderr, "known-laws: cannot write %s: %s\n", path, strerror(errno));
        exit(2);
    }
    state = mapped;
    opened = now();
    const char *asked = getenv("HEADROOM_DEVICE_MEMORY_BYTES");
    if (asked && allocates_as("pytorch")) asked_total = strtoull(asked, NULL, 10);
    room = find_room();
    if ((uint64_t)options.context_bytes > room) fail("RuntimeError: CUDA error: out of memory");
    context = (uint64_t)options.context_bytes;
    room -= context;
    if (allocates_as("jax")) most = card.total / 4 * 3;
    const char *grows = getenv("TF_FORCE_GPU_ALLOW_GROWTH"), *preallocates = getenv("XLA_PYTHON_CLIENT_PREALLOCATE");
    if (allocates_as("tensorflow")) preallocated = options.preallocate && !(grows && !strcmp(grows, "true"));
    if (allocates_as("jax")) preallocated = options.preallocate && !(preallocates && !strcmp(preallocates, "false"));
    if (preallocated) {
        held = allocates_as("jax") ? most : card.total / 10 * 9;
        if (held > room) held = room;
    }
    state->bytes = context + held;
    lockf(card_file, F_ULOCK, 0);
}

// MARK: Work

// Intervals of work not yet recorded, in order: those of the queue, and the current one.
enum { STRETCHES = 1024, LONGEST_QUEUE = 1000 };
static struct { double from, until; } stretches[STRETCHES];
static unsigned first_stretch, next_stretch;
// Time at which the device completes the last queued step, and those before it.
static double done, done_by[LONGEST_QUEUE];
static long queued;

static void note(double from, double until) {
    for (double at = from; at < until;) {
        int64_t number = (int64_t)(at * STANDIN_SLOTS_PER_SECOND + 1e-6);
        double end = (double)(number + 1) / STANDIN_SLOTS_PER_SECOND;
        if (end > until) end = until;
        int slot = (int)(number % STANDIN_SLOTS);
        if (state->slots[slot].number != number) {
            state->slots[slot].seconds = 0;
            state->slots[slot].number = number;
        }
        state->slots[slot].seconds += end - at;
        at = end;
    }
    state->worked_until = until;
}

// Records work a tenth of a second before it is done: a killed process leaves at most that behind.
static void publish(void) {
    double horizon = now() + 0.1;
    while (state && first_stretch != next_stretch && stretches[first_stretch % STRETCHES].from < horizon) {
        double from = stretches[first_stretch % STRETCHES].from, until = stretches[first_stretch % STRETCHES].until;
        note(from, until < horizon ? until : horizon);
        stretches[first_stretch % STRETCHES].from = horizon;
        if (until > horizon) break;
        first_stretch++;
    }
}

void device_work(double from, double until) {
    if (!state) return;
    stretches[next_stretch++ % STRETCHES].from = from;
    stretches[(next_stretch - 1) % STRETCHES].until = until;
}

void device_wait(double end) {
    for (publish(); state && end - now() > 0.1; publish()) sleep_until(now() + 0.05);
    sleep_until(end);
}

long device_queue_length(void) {
    long length = (long)options.queue;
    return length < 0 ? 0 : length > LONGEST_QUEUE ? LONGEST_QUEUE : length;
}

void device_enqueue(double span) {
    long length = device_queue_length();
    if (length > 0 && queued >= length) device_wait(done_by[queued % length]);
    double from = now() > done ? now() : done;
    done = from + span;
    device_work(from, done);
    if (length > 0) done_by[queued++ % length] = done;
    publish();
}

void device_finish(void) {
    if (done > 0) device_wait(done);
}
