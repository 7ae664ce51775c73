#define _GNU_SOURCE
#include "memory.h"

#include <sys/resource.h>

static uint64_t greater(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static uint64_t less(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

bool memory_open(struct memory *memory, enum memory_mode mode, uint64_t limit, char *message, size_t size) {
    *memory = (struct memory){.mode = mode, .limitBytes = limit};
    if (mode == MEMORY_AUTO || mode == MEMORY_CGROUP) {
        bool made = cgroup_make(&memory->cgroup, limit, message, size);
        if (!made && mode == MEMORY_CGROUP) return false;
        memory->mode = made ? MEMORY_CGROUP : MEMORY_DATA;
    }
    if (memory->mode == MEMORY_NONE) memory->limitBytes = 0;
    return true;
}

const char *memory_mode_name(const struct memory *memory) {
    if (memory->mode == MEMORY_CGROUP) return memory->cgroup.version == 1 ? "cgroup1" : "cgroup2";
    return memory->mode == MEMORY_DATA ? "data" : "none";
}

bool memory_enter(const struct memory *memory) {
    if (memory->mode == MEMORY_CGROUP) return cgroup_enter(&memory->cgroup);
    if (memory->mode == MEMORY_NONE || memory->limitBytes == 0) return true;
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0) return false;
    limit.rlim_cur = limit.rlim_max = smaller(limit.rlim_max, memory->limitBytes);
    return setrlimit(RLIMIT_DATA, &limit) == 0;
}

/// The memory of a tree is its usage without the file cache, which the kernel reclaims before it refuses memory. The
/// kernel reports only the peak of the sum, so the cache at the time of the peak must be bounded: it lies between the
/// caches at the two readings around the peak, which are equal in a training loop whose files have been read. A peak
/// between two readings is thus found to the page, and a change of the cache widens only the bound of its own interval.
static void sample_cgroup(struct memory *memory) {
    struct cgroup_reading reading;
    if (!cgroup_read(&memory->cgroup, &reading)) return;
    memory->bytes = less(reading.usageBytes, reading.fileCacheBytes);
    memory->peakBytes = greater(memory->peakBytes, memory->bytes);

    uint64_t most = greater(reading.fileCacheBytes, memory->fileCacheBytes);
    uint64_t least = smaller(reading.fileCacheBytes, memory->fileCacheBytes);
    // A peak that cannot be reset belongs to this interval only if it has risen.
    if (reading.peakReset || reading.peakUsageBytes > memory->peakUsageBytes)
        memory->peakBytes = greater(memory->peakBytes, less(reading.peakUsageBytes, most));
    // At the limit the kernel drops cache to make room, so the cache at the peak is unknown.
    bool full = memory->limitBytes > 0 && reading.peakUsageBytes >= memory->limitBytes / 100 * 99;
    if (reading.peakUsageBytes > 0)
        memory->peakBoundBytes = greater(memory->peakBoundBytes, less(reading.peakUsageBytes, full ? 0 : least));

    memory->fileCacheBytes = reading.fileCacheBytes;
    memory->peakUsageBytes = reading.peakUsageBytes;
    memory->oomKills = reading.oomKills;
    memory->limitPassed = reading.oomKills > 0;
}

void memory_sample(struct memory *memory, struct tree *tree) {
    if (memory->mode == MEMORY_CGROUP) return sample_cgroup(memory);
    struct tree_memory now = tree_read_memory(tree);
    memory->bytes = now.bytes;
    memory->peakBytes = greater(memory->peakBytes, now.peakBytes);
    if (memory->limitBytes > 0 && memory->bytes > memory->limitBytes) memory->limitPassed = true;
}

bool memory_is_critical(const struct memory *memory, const struct tree *tree) {
    return memory->mode == MEMORY_DATA && memory->limitBytes > 0 && tree->count > 1 &&
           memory->bytes > memory->limitBytes / 2;
}

bool memory_peak_exact(const struct memory *memory) {
    return memory->peakBoundBytes > 0 && memory->peakBytes >= memory->peakBoundBytes / 100 * 99;
}

void memory_close(struct memory *memory) {
    if (memory->mode == MEMORY_CGROUP) cgroup_remove(&memory->cgroup);
}
