#pragma once

#include <stddef.h>

/// Finds the folder of our own memory control group; returns its version (1 or 2), or 0 where there is none.
int own_memory_cgroup(char *path, size_t size);
