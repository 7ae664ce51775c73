#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tree.h"

enum {
    /// Maximum number of threads per reading; the rest is ignored.
    MOST_THREADS = 512,
};

/// OpenMP wait policy, from the environment of the process.
enum wait_policy {
    WAIT_UNSET,    ///< Not set: the runtime's default, which spins for a while.
    WAIT_ACTIVE,   ///< Threads spin.
    WAIT_PASSIVE,  ///< Threads sleep.
};

/// OpenMP runtime loaded by a process.
enum openmp {
    OPENMP_NONE,
    OPENMP_GNU,   ///< libgomp.
    OPENMP_LLVM,  ///< libomp, or Intel's libiomp5.
};

/// Thread at the last reading.
struct thread {
    pid_t process, id;
    uint64_t runNanoseconds;   ///< Time on a CPU since its start.
    uint64_t waitNanoseconds;  ///< Time on a run queue: runnable, without a CPU.
    bool hasSwitches;          ///< Whether the two fields below were read.
    uint64_t voluntarySwitches, involuntarySwitches;
};

/// Sums over the busy threads of a tree since its first reading: at each reading those of the process with the most
/// busy threads. A thread is busy if it was on a CPU or waited for one at least half of the time since the previous
/// reading.
struct thread_sums {
    double watchedSeconds;  ///< Time between the readings.
    double busySeconds;     ///< The same time, multiplied by the number of busy threads.
    double waitingSeconds;  ///< Time within busySeconds of waiting for a CPU.
    uint64_t voluntarySwitches, involuntarySwitches;
    /// Switches of all threads except the main thread, which also waits for other things, such as data.
    uint64_t workerSwitches, voluntaryWorkerSwitches;
};

/// Threads of a process tree over time.
struct threads {
    struct thread last[MOST_THREADS], now[MOST_THREADS];
    size_t count;
    double lastAt, nextAt;   ///< Monotonic seconds; 0 before the first reading.
    struct thread_sums sums;
    pid_t policyProcess;     ///< Process whose environment was read, and (stackAddress) the program it ran.
    uint64_t policyStackAddress;
    enum wait_policy policy;
    enum openmp openmp;
    int remainingMapsReadings; ///< Remaining number of readings of the mapped files in search of an OpenMP runtime.
};

/// Reads the threads of a tree if due: at most twice a second, and less often, down to every two seconds, to keep the
/// cost below a thousandth of a CPU. True if the sums are new; always false if the kernel does not provide
/// /proc/PID/task/TID/schedstat.
bool threads_read(struct threads *threads, const struct tree *tree, double now);

/// `"passive"`, `"active"` or `null`, as in JSON.
const char *wait_policy_name(enum wait_policy policy);

/// `"gnu"`, `"llvm"` or `null`, as in JSON.
const char *openmp_name(enum openmp openmp);
