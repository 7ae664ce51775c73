#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "memory.h"
#include "options.h"

/// Starts the command in a session of its own, under its limits. Returns its process, or -1 with the reason in words.
pid_t command_start(const struct options *options, const struct memory *memory, char *message, size_t size);
