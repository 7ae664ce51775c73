#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// Reading of one process from the kernel.
struct process {
    pid_t pid;
    pid_t parent;
    bool zombie;               ///< It has ended, and was not waited for.
    uint64_t startTicks;       ///< Start time in clock ticks since boot: with `pid`, its identity.
    uint64_t stackAddress;     ///< Random at each exec: if equal, one of two processes was forked from the other.
    double processorSeconds;   ///< CPU time of the process and of its ended children that it waited for.
};

/// Memory of one process. `data` is private and writable, as limited by RLIMIT_DATA.
struct process_memory {
    uint64_t dataBytes;
    uint64_t addressBytes, peakAddressBytes;  ///< Whole address space, current and peak.
};

/// Opens /proc/PID/stat of a process. The file stays bound to the process: after its end, nothing can be read, even if
/// the ID is reused. -1 if there is no such process.
int process_open(pid_t pid);

/// Reads a process; false if it has ended, or if `pid` is a thread of another process.
bool process_read(int file, pid_t pid, struct process *process);

/// Sends a signal to a process, but not to another one that reuses its ID: `file` is the result of `process_open`, or
/// -1. False if it has ended.
bool process_signal(int file, const struct process *process, int signal);

/// Reads the memory of a process: all 0 if it has ended.
struct process_memory process_read_memory(pid_t pid);

/// ID of the newest process or thread of this machine; 0 if unknown.
pid_t process_newest(void);

/// Reads a small file into `text` as a C string; false on failure.
bool read_small_file(const char *path, char *text, size_t size);

/// Integer after `key` at the start of a line of `text`; 0 if there is none.
uint64_t number_after(const char *text, const char *key);

/// Reads an open file again from its start, which saves the path lookup; false on failure.
bool reread_file(int file, char *text, size_t size);
