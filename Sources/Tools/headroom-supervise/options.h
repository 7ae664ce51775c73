#pragma once

#include <stdint.h>

#include "memory.h"

/// Options of the command line.
struct options {
    const char *standardOutput, *standardError;  ///< Paths; NULL: /dev/null, and the supervisor's own standard error.
    enum memory_mode memoryMode;
    uint64_t memoryBytes;  ///< 0: unlimited.
    double graceSeconds, intervalSeconds, longestIntervalSeconds;
    double timeLimitSeconds;  ///< 0: unlimited.
    char **command;           ///< Command and its arguments, terminated by NULL.
};

/// Parses the command line; an error exits with status 64 and a message on standard error.
struct options options_parse(int count, char **arguments);
