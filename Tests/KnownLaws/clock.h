#pragma once

#include <time.h>

// Monotonic clock in seconds, shared by all processes of a machine.
static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inline void sleep_until(double end) {
    // The last part is busy waiting, since a sleep wakes about 60 microseconds late.
    double rest = end - now();
    if (rest > 0.0005) {
        struct timespec span = {(time_t)(rest - 0.0003), (long)(((rest - 0.0003) - (time_t)(rest - 0.0003)) * 1e9)};
        nanosleep(&span, NULL);
    }
    while (now() < end) {}
}
