#define _GNU_SOURCE
#include "threads.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

/// Minimum time between two readings; slightly less than the nominal half second, since readings are on a grid.
static const double leastSeconds = 0.45;

/// Minimum pause after a reading, as a multiple of its CPU time, and its limit; on a busy machine a reading may be
/// expensive, but a short run still needs a few.
static const double pausePerCost = 1000, mostPauseSeconds = 2;

enum {
    /// Bytes of an environment that are read; the rest is ignored.
    ENVIRONMENT_BYTES = 131072,
    /// Size of the blocks in which /proc/PID/maps is read.
    MAPS_BYTES = 65536,
    /// Maximum number of readings of it while no OpenMP runtime is found, which may be loaded later.
    MAXIMUM_MAPS_READINGS = 5,
};

static double own_processor_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/// Reads the times of a thread (Documentation/scheduler/sched-stats.rst: time on a CPU, time on a run queue, number of
/// time slices); false if it has ended, or if the kernel does not record them.
static bool read_times(struct thread *thread) {
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", thread->process, thread->id);
    if (!read_small_file(path, text, sizeof text)) return false;
    char *next = text;
    thread->runNanoseconds = strtoull(next, &next, 10);
    thread->waitNanoseconds = strtoull(next, &next, 10);
    return strtoull(next, &next, 10) > 0;
}

static void read_switches(struct thread *thread) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/task/%d/status", thread->process, thread->id);
    thread->hasSwitches = read_small_file(path, text, sizeof text);
    if (!thread->hasSwitches) return;
    thread->voluntarySwitches = number_after(text, "voluntary_ctxt_switches:");
    thread->involuntarySwitches = number_after(text, "nonvoluntary_ctxt_switches:");
}

/// Finds the thread at the last reading; the order rarely changes, so the search starts after the previous match.
static const struct thread *find(const struct threads *threads, const struct thread *thread, size_t *place) {
    for (size_t i = 0; i < threads->count; i++) {
        size_t at = (*place + i) % threads->count;
        const struct thread *last = &threads->last[at];
        if (last->id != thread->id || last->process != thread->process) continue;
        *place = at + 1;
        // An ID that was reused by another thread since starts again from 0.
        return thread->runNanoseconds >= last->runNanoseconds ? last : NULL;
    }
    return NULL;
}

/// Reads the threads of one process and sums the busy ones; returns the number of threads read so far.
static size_t read_process(struct threads *threads, pid_t process, size_t count, double elapsed, size_t *place,
                           struct thread_sums *sums) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *directory = opendir(path);
    if (!directory) return count;
    for (struct dirent *entry; count < MOST_THREADS && (entry = readdir(directory));) {
        struct thread thread = {.process = process, .id = (pid_t)strtol(entry->d_name, NULL, 10)};
        if (thread.id <= 0 || !read_times(&thread)) continue;
        const struct thread *last = find(threads, &thread, place);
        double run = last ? (double)(thread.runNanoseconds - last->runNanoseconds) * 1e-9 : 0;
        double wait = last ? (double)(thread.waitNanoseconds - last->waitNanoseconds) * 1e-9 : 0;
        bool busy = last && run + wait >= elapsed / 2;
        if (!last || busy) read_switches(&thread);
        threads->now[count++] = thread;
        if (!busy || !last->hasSwitches || !thread.hasSwitches) continue;
        sums->busySeconds += elapsed;
        sums->waitingSeconds += wait < elapsed ? wait : elapsed;
        uint64_t voluntary = thread.voluntarySwitches - last->voluntarySwitches;
        uint64_t involuntary = thread.involuntarySwitches - last->involuntarySwitches;
        sums->voluntarySwitches += voluntary;
        sums->involuntarySwitches += involuntary;
        if (thread.id == process) continue;
        sums->workerSwitches += voluntary + involuntary;
        sums->voluntaryWorkerSwitches += voluntary;
    }
    closedir(directory);
    return count;
}

/// OpenMP wait policy set by an environment; the variables of the runtimes take precedence over the standard's.
static enum wait_policy policy_of(const char *environment, size_t length) {
    enum wait_policy standard = WAIT_UNSET, runtimes = WAIT_UNSET;
    for (const char *next = environment; next < environment + length; next += strlen(next) + 1) {
        if (strncmp(next, "OMP_WAIT_POLICY=", 16) == 0)
            standard = strcasecmp(next + 16, "passive") == 0 ? WAIT_PASSIVE : WAIT_ACTIVE;
        if (strncmp(next, "GOMP_SPINCOUNT=", 15) == 0 || strncmp(next, "KMP_BLOCKTIME=", 14) == 0) {
            const char *value = strchr(next, '=') + 1;
            runtimes = strtoull(value, NULL, 10) == 0 && value[0] == '0' ? WAIT_PASSIVE : WAIT_ACTIVE;
        }
    }
    return runtimes != WAIT_UNSET ? runtimes : standard;
}

/// OpenMP runtime among the files mapped by a process; each block starts with the end of the previous one, so that no
/// name is split.
static enum openmp read_openmp(pid_t process) {
    static char maps[MAPS_BYTES];
    static const struct { const char *name; enum openmp openmp; } runtimes[] = {
        {"/libgomp", OPENMP_GNU}, {"/libiomp", OPENMP_LLVM}, {"/libomp", OPENMP_LLVM},
    };
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/maps", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return OPENMP_NONE;
    enum openmp found = OPENMP_NONE;
    size_t kept = 0;
    ssize_t length;
    while (found == OPENMP_NONE && (length = read(file, maps + kept, sizeof maps - kept)) > 0) {
        size_t whole = kept + (size_t)length;
        for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes && found == OPENMP_NONE; i++)
            if (memmem(maps, whole, runtimes[i].name, strlen(runtimes[i].name))) found = runtimes[i].openmp;
        kept = whole < 16 ? whole : 16;
        memmove(maps, maps + whole - kept, kept);
    }
    close(file);
    return found;
}

static void find_openmp(struct threads *threads) {
    if (threads->openmp != OPENMP_NONE || threads->remainingMapsReadings == 0) return;
    threads->openmp = read_openmp(threads->policyProcess);
    threads->remainingMapsReadings--;
}

static void read_policy(struct threads *threads, const struct process *process) {
    bool isSame = threads->policyProcess == process->pid;
    // A process that is ending has no stack and no environment any more: the earlier values are kept.
    if (process->stackAddress == 0 || (isSame && threads->policyStackAddress == process->stackAddress)) return;
    static char environment[ENVIRONMENT_BYTES + 1];
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", process->pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = 0, part;
    while (file >= 0 && length < ENVIRONMENT_BYTES &&
           (part = read(file, environment + length, (size_t)(ENVIRONMENT_BYTES - length))) > 0)
        length += part;
    if (file >= 0) close(file);
    if (isSame && length == 0) return;
    environment[length] = 0;
    threads->policy = policy_of(environment, (size_t)length);
    threads->policyProcess = process->pid;
    threads->policyStackAddress = process->stackAddress;
    threads->openmp = OPENMP_NONE;
    threads->remainingMapsReadings = MAXIMUM_MAPS_READINGS;
}

bool threads_read(struct threads *threads, const struct tree *tree, double now) {
    if (now < threads->nextAt) return false;
    double began = own_processor_seconds(), elapsed = now - threads->lastAt;
    struct thread_sums most = {0};
    const struct process *busiest = NULL;
    size_t count = 0, place = 0;
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->members[i].process.zombie) continue;
        struct thread_sums sums = {0};
        count = read_process(threads, tree->members[i].process.pid, count, elapsed, &place, &sums);
        if (busiest && sums.busySeconds <= most.busySeconds) continue;
        most = sums;
        busiest = &tree->members[i].process;
    }
    bool isFirst = threads->lastAt == 0;
    memcpy(threads->last, threads->now, count * sizeof *threads->now);
    threads->count = count;
    threads->lastAt = now;
    if (count > 0 && most.busySeconds > 0) read_policy(threads, busiest);
    if (count > 0 && most.busySeconds > elapsed) find_openmp(threads);
    if (count > 0 && !isFirst) {
        threads->sums.watchedSeconds += elapsed;
        threads->sums.busySeconds += most.busySeconds;
        threads->sums.waitingSeconds += most.waitingSeconds;
        threads->sums.voluntarySwitches += most.voluntarySwitches;
        threads->sums.involuntarySwitches += most.involuntarySwitches;
        threads->sums.workerSwitches += most.workerSwitches;
        threads->sums.voluntaryWorkerSwitches += most.voluntaryWorkerSwitches;
    }
    double pause = pausePerCost * (own_processor_seconds() - began);
    if (pause < leastSeconds) pause = leastSeconds;
    threads->nextAt = now + (pause < mostPauseSeconds ? pause : mostPauseSeconds);
    return count > 0;
}

const char *wait_policy_name(enum wait_policy policy) {
    return policy == WAIT_PASSIVE ? "\"passive\"" : policy == WAIT_ACTIVE ? "\"active\"" : "null";
}

const char *openmp_name(enum openmp openmp) {
    return openmp == OPENMP_GNU ? "\"gnu\"" : openmp == OPENMP_LLVM ? "\"llvm\"" : "null";
}
