#pragma once

#include <time.h>

// The monotonic clock in seconds, which all processes of a machine share.
static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inline void sleep_until(double end) {
    // The last stretch is spun, since a sleep wakes some 60 microseconds late.
    double rest = end - now();
    if (rest > 0.0005) {
        struct timespec span = {(time_t)(rest - 0.0003), (long)(((rest - 0.0003) - (time_t)(rest - 0.0003)) * 1e9)};
        nanosleep(&span, NULL);
    }
    while (now() < end) {}
}
