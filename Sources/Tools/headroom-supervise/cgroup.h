#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A memory control group made for one tree.
struct cgroup {
    int version;  ///< 1 or 2
    char path[4096];
    int members, usage, peak, statistics, events;  ///< Open files; -1 where this kernel has none.
};

/// What a control group says at one moment.
struct cgroup_reading {
    uint64_t usageBytes;       ///< Everything charged to it.
    uint64_t fileCacheBytes;   ///< The part of it that the kernel takes back before it refuses memory.
    uint64_t peakUsageBytes;   ///< The greatest usage since the peak was last reset; 0 where this kernel has none.
    bool peakReset;            ///< The peak starts anew from this reading.
    uint64_t oomKills;         ///< Processes that the kernel killed in it for want of memory.
};

/// Makes a control group for `limit` bytes (0: unlimited). On failure `message` says in words why there is none.
bool cgroup_make(struct cgroup *cgroup, uint64_t limit, char *message, size_t size);

/// Moves the calling process into it; what it allocated before stays charged where it was. Sets errno.
bool cgroup_enter(const struct cgroup *cgroup);

bool cgroup_read(const struct cgroup *cgroup, struct cgroup_reading *reading);

/// Ends every member at once, where this kernel can.
void cgroup_kill(const struct cgroup *cgroup);

/// Removes it once its members are gone.
void cgroup_remove(struct cgroup *cgroup);
