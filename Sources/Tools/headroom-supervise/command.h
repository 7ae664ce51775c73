#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "memory.h"
#include "options.h"

/// Starts the command in a new session, under its limits. Returns its process ID, or -1 with the reason in `message`.
pid_t command_start(const struct options *options, const struct memory *memory, char *message, size_t size);
