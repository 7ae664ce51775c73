#pragma once

#include <stdint.h>

#include "memory.h"

/// What the command line asks for.
struct options {
    const char *standardOutput, *standardError;  ///< Files for the command's streams; NULL: /dev/null, ours.
    enum memory_mode memoryMode;
    uint64_t memoryBytes;  ///< 0: unlimited.
    double graceSeconds, intervalSeconds, longestIntervalSeconds;
    double timeLimitSeconds;  ///< 0: unlimited.
    char **command;           ///< The command and its arguments, ended by NULL.
};

/// Reads the command line; what is wrong with it ends this program with status 64 and a message on standard error.
struct options options_parse(int count, char **arguments);
