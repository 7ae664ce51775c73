#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup.h"
#include "tree.h"

enum memory_mode { MEMORY_AUTO, MEMORY_CGROUP, MEMORY_DATA, MEMORY_NONE };

/// The memory of one tree: how it is bounded, and what it takes.
struct memory {
    enum memory_mode mode;   ///< Never AUTO once it is open.
    uint64_t limitBytes;     ///< 0: unlimited.
    struct cgroup cgroup;
    uint64_t bytes;          ///< Now.
    uint64_t peakBytes;      ///< The greatest it was, as far as that is certain.
    uint64_t peakBoundBytes; ///< What the peak cannot have passed; 0 where nothing is known about it.
    uint64_t oomKills;
    uint64_t fileCacheBytes, peakUsageBytes;  ///< Of the last reading of the control group.
    bool limitPassed;        ///< The tree passed the limit, or was bounded by the kernel.
};

/// Prepares the limit for a tree; on failure `message` says why it cannot be bounded like this.
bool memory_open(struct memory *memory, enum memory_mode mode, uint64_t limit, char *message, size_t size);

/// `cgroup1`, `cgroup2`, `data` or `none`.
const char *memory_mode_name(const struct memory *memory);

/// Puts the calling process, and whatever it starts, under the limit. Sets errno.
bool memory_enter(const struct memory *memory);

/// Takes a reading.
void memory_sample(struct memory *memory, struct tree *tree);

/// Whether readings must be frequent: the limit is near, and no kernel bounds the sum of the processes.
bool memory_is_critical(const struct memory *memory, const struct tree *tree);

/// Whether the peak is known to 1 %.
bool memory_peak_exact(const struct memory *memory);

/// Lets go of what `memory_open` made, once the tree is gone.
void memory_close(struct memory *memory);
