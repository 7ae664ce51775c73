#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Memory control group of one process tree.
struct cgroup {
    int version;  ///< 1 or 2
    char path[4096];
    int members, usage, peak, statistics, events;  ///< Open files; -1 if this kernel does not have them.
};

/// Reading of a control group.
struct cgroup_reading {
    uint64_t usageBytes;       ///< All memory charged to it.
    uint64_t fileCacheBytes;   ///< File cache in it, which the kernel reclaims before it refuses memory.
    uint64_t peakUsageBytes;   ///< Peak usage since the last reset; 0 if this kernel does not provide it.
    bool peakReset;            ///< Whether the peak was reset at this reading.
    uint64_t oomKills;         ///< Processes in it that the out-of-memory killer killed.
};

/// Creates a control group with a limit of `limit` bytes (0: unlimited). On failure, `message` has the reason.
bool cgroup_make(struct cgroup *cgroup, uint64_t limit, char *message, size_t size);

/// Moves the calling process into it; earlier allocations stay charged to the previous group. Sets errno.
bool cgroup_enter(const struct cgroup *cgroup);

bool cgroup_read(const struct cgroup *cgroup, struct cgroup_reading *reading);

/// Kills all members at once, if this kernel supports it.
void cgroup_kill(const struct cgroup *cgroup);

/// Removes it after its members have ended.
void cgroup_remove(struct cgroup *cgroup);
