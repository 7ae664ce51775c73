#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What the kernel says about one process at one moment.
struct process {
    pid_t pid;
    pid_t parent;
    bool zombie;               ///< It has ended, and its parent has not asked how.
    uint64_t startTicks;       ///< With the pid, tells a process from a later one of the same number.
    uint64_t stackAddress;     ///< Random at each exec: equal in two processes means one was forked from the other.
    double processorSeconds;   ///< Its own time, and that of its ended children it has waited for.
};

/// Reads one process; false where there is none, or where `pid` is a mere thread of one.
bool process_read(pid_t pid, struct process *process);

/// The private writable memory of a process in bytes: what RLIMIT_DATA bounds, and its stack (0 where it has ended).
uint64_t process_memory_bytes(pid_t pid);

/// The number that the kernel gave to the newest process or thread of this machine; 0 where it does not say.
pid_t process_newest(void);

/// Reads a small file into `text` as a C string; false where it cannot be read.
bool read_small_file(const char *path, char *text, size_t size);
