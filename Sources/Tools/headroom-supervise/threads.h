#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tree.h"

enum {
    /// Threads that are read at one look: those beyond it are left out.
    MOST_THREADS = 512,
};

/// How threads of OpenMP wait for each other, by the environment of their process.
enum wait_policy {
    WAIT_UNSET,    ///< It sets none: the runtime's default, which spins for a while.
    WAIT_ACTIVE,   ///< It asks for spinning.
    WAIT_PASSIVE,  ///< It asks for sleeping.
};

/// The runtime of OpenMP that a process has loaded.
enum openmp {
    OPENMP_NONE,
    OPENMP_GNU,   ///< libgomp.
    OPENMP_LLVM,  ///< libomp, or Intel's libiomp5.
};

/// One thread at the last look.
struct thread {
    pid_t process, id;
    uint64_t runNanoseconds;   ///< On a CPU, since its start.
    uint64_t waitNanoseconds;  ///< On a run queue, ready and without a CPU.
    bool hasSwitches;          ///< Whether the two below were read.
    uint64_t voluntarySwitches, involuntarySwitches;
};

/// Sums over the busy threads of a tree since its first look: at each look those of one process, the one with the most
/// of them. A thread is busy that was on a CPU or waited for one at least half of the time since the look before.
struct thread_sums {
    double watchedSeconds;  ///< The time between the looks.
    double busySeconds;     ///< The same time, once for each busy thread.
    double waitingSeconds;  ///< What of it they waited for a CPU.
    uint64_t voluntarySwitches, involuntarySwitches;
    /// The switches of the threads beside the first of the process, which waits for much else, as for its data.
    uint64_t workerSwitches, voluntaryWorkerSwitches;
};

/// The threads of a tree over time.
struct threads {
    struct thread last[MOST_THREADS], now[MOST_THREADS];
    size_t count;
    double lastAt, nextAt;   ///< Monotonic seconds; 0 before the first look.
    struct thread_sums sums;
    pid_t policyProcess;     ///< The process whose environment was read, and which program it ran.
    uint64_t policyStackAddress;
    enum wait_policy policy;
    enum openmp openmp;
    int mapsLeft;            ///< How often the files that the process has loaded may still be read for its runtime.
};

/// Reads the threads of a tree where that is due: at most twice a second, and, down to once in two seconds, no more often
/// than costs a thousandth of a CPU. True where the sums are new; never where the kernel keeps no such figures (/proc/PID/task/TID/schedstat).
bool threads_look(struct threads *threads, const struct tree *tree, double now);

/// `"passive"`, `"active"` or `null`, as JSON has it.
const char *wait_policy_name(enum wait_policy policy);

/// `"gnu"`, `"llvm"` or `null`, as JSON has it.
const char *openmp_name(enum openmp openmp);
