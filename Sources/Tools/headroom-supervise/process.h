#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What the kernel says about one process at one moment.
struct process {
    pid_t pid;
    pid_t parent;
    bool zombie;               ///< It has ended, and its parent has not asked how.
    uint64_t startTicks;       ///< When it began, in clock ticks since the machine's start: with `pid`, its identity.
    uint64_t stackAddress;     ///< Random at each exec: equal in two processes means one was forked from the other.
    double processorSeconds;   ///< Its own time, and that of its ended children it has waited for.
};

/// The memory of one process. `data` is private and writable, which is what RLIMIT_DATA bounds.
struct process_memory {
    uint64_t dataBytes;
    uint64_t addressBytes, peakAddressBytes;  ///< All of its address space now, and at its greatest.
};

/// Opens what the kernel says about a process. That stays with the process: once it is gone, nothing can be read, even
/// if its number is given out again. -1 where there is no such process.
int process_open(pid_t pid);

/// Reads a process; false where it is gone, or where `pid` is a mere thread of one.
bool process_read(int file, pid_t pid, struct process *process);

/// Sends a signal to a process, and to no other that was given its number since: `file` is what `process_open` gave for
/// it, or -1. False where it is gone.
bool process_signal(int file, const struct process *process, int signal);

/// Reads the memory of a process: all 0 where it has ended.
struct process_memory process_read_memory(pid_t pid);

/// The number that the kernel gave to the newest process or thread of this machine; 0 where it does not say.
pid_t process_newest(void);

/// Reads a small file into `text` as a C string; false where it cannot be read.
bool read_small_file(const char *path, char *text, size_t size);

/// The whole number after `key` at the beginning of a line of `text`; 0 where there is none.
uint64_t number_after(const char *text, const char *key);

/// Reads a file that is kept open, which spares the kernel the way to it; false where nothing can be read.
bool reread_file(int file, char *text, size_t size);
