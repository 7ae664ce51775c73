#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "threads.h"

/// How the command and its tree ended.
struct ending {
    int status;                  ///< As waitpid gives it.
    double processorSeconds;
    uint64_t peakMemoryBytes;
    bool peakMemoryExact;
    bool memoryLimitHit;
    uint64_t oomKills;
    uint64_t stragglers;         ///< Descendants that still ran when the command had ended.
    const char *endedBy;
};

/// Seconds of CLOCK_MONOTONIC, the clock of every time that is reported.
double monotonic_seconds(void);

// Each writes one JSON object and a line feed to standard output. `false`: its reader has gone. A reading has
// what the threads did where `threads` is not NULL.
bool report_started(pid_t process, const char *memoryMode);
bool report_reading(double processorSeconds, uint64_t memoryBytes, uint64_t peakMemoryBytes, uint64_t processes,
                    const struct threads *threads);
bool report_ended(const struct ending *ending);
bool report_error(const char *message);
