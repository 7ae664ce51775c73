#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "threads.h"

/// End of the command and its process tree.
struct ending {
    int status;                  ///< As returned by waitpid.
    double processorSeconds;
    uint64_t peakMemoryBytes;
    bool peakMemoryExact;
    bool memoryLimitHit;
    uint64_t oomKills;
    uint64_t stragglers;         ///< Descendants that were still running when the command ended.
    const char *endedBy;
};

/// CLOCK_MONOTONIC in seconds, the clock of all reported times.
double monotonic_seconds(void);

// Each function writes one JSON object and a line feed to standard output. `false`: the reader has closed. A reading
// includes the use of threads if `threads` is not NULL.
bool report_started(pid_t process, const char *memoryMode);
bool report_reading(double processorSeconds, uint64_t memoryBytes, uint64_t peakMemoryBytes, uint64_t processes,
                    const struct threads *threads);
bool report_ended(const struct ending *ending);
bool report_error(const char *message);
