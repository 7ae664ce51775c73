#define _GNU_SOURCE
#include "process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// The fields of /proc/PID/stat by their number in proc(5).
enum field {
    FIELD_PARENT = 4,
    FIELD_USER_TICKS = 14,
    FIELD_SYSTEM_TICKS = 15,
    FIELD_CHILDREN_USER_TICKS = 16,
    FIELD_CHILDREN_SYSTEM_TICKS = 17,
    FIELD_START_TICKS = 22,
    FIELD_STACK_ADDRESS = 28,
    FIELD_EXIT_SIGNAL = 38,
    FIELD_COUNT = 39,
};

bool read_small_file(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t length = read(file, text, size - 1);
    close(file);
    if (length < 0) return false;
    text[length] = 0;
    return true;
}

bool process_read(pid_t pid, struct process *process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if (!read_small_file(path, text, sizeof text)) return false;
    // The name stands in parentheses and may itself hold any character, so the last parenthesis ends it.
    char *next = strrchr(text, ')');
    if (!next || next[1] != ' ') return false;
    char state = next[2];
    next += 3;
    uint64_t fields[FIELD_COUNT] = {0};
    for (int field = FIELD_PARENT; field < FIELD_COUNT; field++) fields[field] = strtoull(next, &next, 10);
    // A thread answers under its own number too; it alone sends no signal when it ends.
    if ((int)fields[FIELD_EXIT_SIGNAL] == -1) return false;

    double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    double own = (double)(fields[FIELD_USER_TICKS] + fields[FIELD_SYSTEM_TICKS]) * tick;
    // The clock of a process counts nanoseconds, where stat counts hundredths of a second.
    clockid_t clock;
    struct timespec exact;
    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &exact) == 0)
        own = (double)exact.tv_sec + (double)exact.tv_nsec * 1e-9;
    *process = (struct process){
        .pid = pid,
        .parent = (pid_t)fields[FIELD_PARENT],
        .zombie = state == 'Z' || state == 'X',
        .startTicks = fields[FIELD_START_TICKS],
        .stackAddress = fields[FIELD_STACK_ADDRESS],
        .processorSeconds =
            own + (double)(fields[FIELD_CHILDREN_USER_TICKS] + fields[FIELD_CHILDREN_SYSTEM_TICKS]) * tick,
    };
    return true;
}

uint64_t process_memory_bytes(pid_t pid) {
    char path[64], text[128];
    unsigned long long dataPages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    if (!read_small_file(path, text, sizeof text)) return 0;
    if (sscanf(text, "%*u %*u %*u %*u %*u %llu", &dataPages) != 1) return 0;
    return (uint64_t)dataPages * (uint64_t)sysconf(_SC_PAGESIZE);
}

pid_t process_newest(void) {
    char text[128];
    if (!read_small_file("/proc/loadavg", text, sizeof text)) return 0;
    char *last = strrchr(text, ' ');
    return last ? (pid_t)strtol(last, NULL, 10) : 0;
}
