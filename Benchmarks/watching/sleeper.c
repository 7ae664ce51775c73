// Sleeps for 2 ms at a given rate per second, in rounds ten times a second, and prints the CPU time of one such sleep:
// the cost of the stand-in's own waiting for its callers.
//
// Usage: sleeper CALLS_PER_SECOND SECONDS

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int count, char **arguments) {
    double rate = atof(arguments[1]), seconds = atof(arguments[2]);
    struct timespec wait = {0, 2000000}, next, used;
    clock_gettime(CLOCK_MONOTONIC, &next);
    long done = 0;
    for (int round = 1; round <= seconds * 10; round++) {
        for (; done < rate * round / 10; done++) nanosleep(&wait, NULL);
        if ((next.tv_nsec += 100000000) >= 1000000000) next.tv_sec++, next.tv_nsec -= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    printf("%g\n", (used.tv_sec + used.tv_nsec * 1e-9) / done);
}
