#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// Fields of /proc/PID/stat, numbered as in proc(5).
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

bool reread_file(int file, char *text, size_t size) {
    ssize_t length = file < 0 ? -1 : pread(file, text, size - 1, 0);
    if (length < 0) return false;
    text[length] = 0;
    return true;
}

bool read_small_file(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool read = reread_file(file, text, size);
    if (file >= 0) close(file);
    return read;
}

uint64_t number_after(const char *text, const char *key) {
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0) return strtoull(line + length, NULL, 10);
    }
    return 0;
}

int process_open(pid_t pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/// CPU clock of another process, as clock_getcpuclockid returns it, without its system call for validation.
static clockid_t processor_clock(pid_t pid) {
    return (clockid_t)(~(unsigned)pid << 3 | 2);
}

bool process_read(int file, pid_t pid, struct process *process) {
    char text[1024];
    if (!reread_file(file, text, sizeof text)) return false;
    // The name is in parentheses and may contain any character, so the last parenthesis ends it.
    char *next = strrchr(text, ')');
    if (!next || next[1] != ' ') return false;
    char state = next[2];
    next += 3;
    uint64_t fields[FIELD_COUNT] = {0};
    for (int field = FIELD_PARENT; field < FIELD_COUNT; field++) fields[field] = strtoull(next, &next, 10);
    // A thread can be read under its own ID too; only threads have no exit signal.
    if ((int)fields[FIELD_EXIT_SIGNAL] == -1) return false;

    double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    double own = (double)(fields[FIELD_USER_TICKS] + fields[FIELD_SYSTEM_TICKS]) * tick;
    // The CPU clock has a resolution of nanoseconds, stat of hundredths of a second.
    struct timespec exact;
    if (clock_gettime(processor_clock(pid), &exact) == 0)
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

/// Whether a process ID still belongs to the process that was read before.
static bool is_still(int file, const struct process *process) {
    struct process now;
    int opened = file >= 0 ? file : process_open(process->pid);
    bool same = process_read(opened, process->pid, &now) && now.startTicks == process->startTicks;
    if (file < 0 && opened >= 0) close(opened);
    return same;
}

/// Opens a pidfd of the current process with an ID (Linux 5.3); -1 if there is none, with errno ENOSYS if the kernel
/// does not support it.
static int open_handle(pid_t pid) {
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0u);
#else
    (void)pid;
    errno = ENOSYS;
    return -1;
#endif
}

static bool signal_handle(int handle, int signal) {
#ifdef SYS_pidfd_send_signal
    return syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0u) == 0;
#else
    (void)handle, (void)signal;
    return false;
#endif
}

bool process_signal(int file, const struct process *process, int signal) {
    int handle = open_handle(process->pid);
    // Without a pidfd (old kernel, sandbox, no free descriptor), the ID can be reused only between these two calls.
    if (handle < 0) return errno != ESRCH && is_still(file, process) && kill(process->pid, signal) == 0;
    // The pidfd refers to one process; if that is the right one now, it was when the pidfd was opened.
    bool sent = is_still(file, process) && signal_handle(handle, signal);
    close(handle);
    return sent;
}

struct process_memory process_read_memory(pid_t pid) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    if (!read_small_file(path, text, sizeof text)) return (struct process_memory){0};
    return (struct process_memory){
        .dataBytes = number_after(text, "VmData:") * 1024,
        .addressBytes = number_after(text, "VmSize:") * 1024,
        .peakAddressBytes = number_after(text, "VmPeak:") * 1024,
    };
}

pid_t process_newest(void) {
    static int file = -1;
    char text[128];
    if (file < 0) file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    if (!reread_file(file, text, sizeof text)) return 0;
    char *last = strrchr(text, ' ');
    return last ? (pid_t)strtol(last, NULL, 10) : 0;
}
