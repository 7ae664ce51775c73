#pragma once

#include <stddef.h>

/// Finds the folder of the memory control group of this process; returns its version (1 or 2), or 0 if there is none.
int own_memory_cgroup(char *path, size_t size);
