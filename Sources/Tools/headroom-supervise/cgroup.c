#define _GNU_SOURCE
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cgroup_path.h"
#include "process.h"

/// File and key names in control groups of version 1 and 2.
static const struct names {
    const char *limit, *swapLimit, *usage, *peak, *events, *oomKill, *activeFile, *inactiveFile;
} names[] = {
    [1] = {"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.usage_in_bytes",
           "memory.max_usage_in_bytes", "memory.oom_control", "oom_kill ", "total_active_file ", "total_inactive_file "},
    [2] = {"memory.max", "memory.swap.max", "memory.current", "memory.peak", "memory.events", "oom_kill ",
           "active_file ", "inactive_file "},
};

static int open_file(const struct cgroup *cgroup, const char *name, int flags) {
    char path[sizeof cgroup->path + 64];
    snprintf(path, sizeof path, "%s/%s", cgroup->path, name);
    return open(path, flags | O_CLOEXEC);
}

static bool write_number(const struct cgroup *cgroup, const char *name, uint64_t number) {
    char text[32];
    int length = snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    int file = open_file(cgroup, name, O_WRONLY);
    if (file < 0) return false;
    bool written = write(file, text, (size_t)length) == length;
    int reason = errno;
    close(file);
    errno = reason;
    return written;
}

/// Sets the memory limit and disables swap: a tree that swaps would appear to fit, and train at the speed of the disk.
static bool set_limit(const struct cgroup *cgroup, uint64_t limit) {
    const struct names *name = &names[cgroup->version];
    if (!write_number(cgroup, name->limit, limit)) return false;
    uint64_t swapLimit = cgroup->version == 1 ? limit : 0;  // Version 1 limits memory and swap together.
    return write_number(cgroup, name->swapLimit, swapLimit) || errno == ENOENT;
}

/// Removes the empty groups of supervisors that were killed; the kernel keeps a group that has members.
static void remove_stale_groups(const char *parent) {
    DIR *folder = opendir(parent);
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char *end;
        if (strncmp(entry->d_name, "headroom-", 9) != 0) continue;
        long supervisor = strtol(entry->d_name + 9, &end, 10);
        if (supervisor > 0 && *end == 0 && kill((pid_t)supervisor, 0) != 0 && errno == ESRCH)
            unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
    }
    closedir(folder);
}

/// Creates the group below `parent`, and checks that a process may enter it and that its memory is counted.
static bool make_below(struct cgroup *cgroup, const char *parent, uint64_t limit) {
    int length = snprintf(cgroup->path, sizeof cgroup->path, "%s/headroom-%d", parent, getpid());
    if (length >= (int)sizeof cgroup->path) return errno = ENAMETOOLONG, false;
    remove_stale_groups(parent);
    if (mkdir(cgroup->path, 0755) != 0) {
        // A group with this process ID remains from a killed supervisor: it can be removed if empty.
        if (errno != EEXIST || rmdir(cgroup->path) != 0 || mkdir(cgroup->path, 0755) != 0) return false;
    }
    const struct names *name = &names[cgroup->version];
    cgroup->members = open_file(cgroup, "cgroup.procs", O_WRONLY);
    cgroup->usage = open_file(cgroup, name->usage, O_RDONLY);
    cgroup->peak = open_file(cgroup, name->peak, O_RDWR);
    if (cgroup->peak < 0) cgroup->peak = open_file(cgroup, name->peak, O_RDONLY);
    cgroup->statistics = open_file(cgroup, "memory.stat", O_RDONLY);
    cgroup->events = open_file(cgroup, name->events, O_RDONLY);
    if (cgroup->members >= 0 && cgroup->usage >= 0 && cgroup->statistics >= 0 && (!limit || set_limit(cgroup, limit)))
        return true;
    int reason = errno;
    cgroup_remove(cgroup);
    errno = reason;
    return false;
}

bool cgroup_make(struct cgroup *cgroup, uint64_t limit, char *message, size_t size) {
    char own[sizeof cgroup->path - 64];
    cgroup->version = own_memory_cgroup(own, sizeof own);
    if (cgroup->version == 0) return snprintf(message, size, "no memory control group is mounted here"), false;
    if (make_below(cgroup, own, limit)) return true;
    int reason = errno;
    // Version 2 enables no controller in children of a group that has processes, as this group has. A sibling group has
    // the controller wherever this group has it; but if this group has a limit, the tree must not escape it.
    char ownLimit[32], path[sizeof own + 16];
    snprintf(path, sizeof path, "%s/memory.max", own);
    if (cgroup->version == 2 && read_small_file(path, ownLimit, sizeof ownLimit) && strncmp(ownLimit, "max", 3) == 0) {
        *strrchr(own, '/') = 0;
        if (make_below(cgroup, own, limit)) return true;
        reason = errno;
    }
    const char *why = reason == ENOENT ? "groups made there have no memory controller" : strerror(reason);
    snprintf(message, size, "a memory control group cannot be made in '%s': %s", own, why);
    return false;
}

bool cgroup_enter(const struct cgroup *cgroup) {
    return write(cgroup->members, "0", 1) == 1;
}

bool cgroup_read(const struct cgroup *cgroup, struct cgroup_reading *reading) {
    const struct names *name = &names[cgroup->version];
    char text[8192];
    *reading = (struct cgroup_reading){0};
    if (!reread_file(cgroup->usage, text, sizeof text)) return false;
    reading->usageBytes = strtoull(text, NULL, 10);
    if (!reread_file(cgroup->statistics, text, sizeof text)) return false;
    reading->fileCacheBytes = number_after(text, name->activeFile) + number_after(text, name->inactiveFile);
    if (reread_file(cgroup->peak, text, sizeof text)) {
        reading->peakUsageBytes = strtoull(text, NULL, 10);
        // Version 1 supports a reset; version 2 does since Linux 6.12.
        reading->peakReset = pwrite(cgroup->peak, "0", 1, 0) == 1;
    }
    if (reread_file(cgroup->events, text, sizeof text)) reading->oomKills = number_after(text, name->oomKill);
    return true;
}

void cgroup_kill(const struct cgroup *cgroup) {
    int file = open_file(cgroup, "cgroup.kill", O_WRONLY);
    if (file < 0) return;
    if (write(file, "1", 1) < 0) { /* The processes are then killed one by one. */ }
    close(file);
}

void cgroup_remove(struct cgroup *cgroup) {
    int *files[] = {&cgroup->members, &cgroup->usage, &cgroup->peak, &cgroup->statistics, &cgroup->events};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (*files[i] >= 0) close(*files[i]);
        *files[i] = -1;
    }
    // The last member is still counted for a moment after it was waited for.
    for (int attempt = 0; attempt < 100 && rmdir(cgroup->path) != 0 && errno == EBUSY; attempt++)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
}
