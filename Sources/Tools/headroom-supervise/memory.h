#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup.h"
#include "tree.h"

enum memory_mode { MEMORY_AUTO, MEMORY_CGROUP, MEMORY_DATA, MEMORY_NONE };

/// Memory limit and memory usage of one process tree.
struct memory {
    enum memory_mode mode;   ///< Not AUTO after memory_open.
    uint64_t limitBytes;     ///< 0: unlimited.
    struct cgroup cgroup;
    uint64_t bytes;          ///< Current usage.
    uint64_t peakBytes;      ///< Lower bound of the peak usage.
    uint64_t peakBoundBytes; ///< Upper bound of the peak usage; 0 if unknown.
    uint64_t oomKills;
    uint64_t fileCacheBytes, peakUsageBytes;  ///< At the last reading of the control group.
    bool limitPassed;        ///< The tree passed the limit, or the kernel killed a process to enforce it.
};

/// Prepares the limit for a tree; on failure, `message` has the reason.
bool memory_open(struct memory *memory, enum memory_mode mode, uint64_t limit, char *message, size_t size);

/// `cgroup1`, `cgroup2`, `data` or `none`.
const char *memory_mode_name(const struct memory *memory);

/// Places the calling process and its future children under the limit. Sets errno.
bool memory_enter(const struct memory *memory);

/// Reads the current memory usage.
void memory_sample(struct memory *memory, struct tree *tree);

/// Whether readings must be frequent: usage is above half of the limit, and the kernel does not limit the sum of the
/// processes.
bool memory_is_critical(const struct memory *memory, const struct tree *tree);

/// Whether the peak is known to 1 %.
bool memory_peak_exact(const struct memory *memory);

/// Frees the resources of `memory_open`, after the tree has ended.
void memory_close(struct memory *memory);
