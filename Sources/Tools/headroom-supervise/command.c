#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Failure that the child reports if it cannot execute the command.
struct failure {
    enum { FAILED_TO_START, FAILED_TO_LIMIT, FAILED_TO_OPEN_OUTPUT, FAILED_TO_OPEN_ERROR } what;
    int reason;
};

/// Resets all signals to their defaults for the command; the supervisor blocks some, and ignores SIGPIPE.
static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool redirect(const char *path, int flags, int stream) {
    int file = open(path, flags | O_CLOEXEC, 0666);
    return file >= 0 && dup2(file, stream) == stream;
}

/// Executes the command; returns only on failure, with the reason.
static struct failure execute_command(const struct options *options, const struct memory *memory, pid_t supervisor) {
    const int append = O_WRONLY | O_APPEND | O_CREAT;
    // The command is killed when the supervisor ends, which it may have done already.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(127);
    setsid();
    if (!redirect("/dev/null", O_RDONLY, STDIN_FILENO)) return (struct failure){FAILED_TO_START, errno};
    const char *output = options->standardOutput;
    if (!redirect(output ? output : "/dev/null", append, STDOUT_FILENO))
        return (struct failure){FAILED_TO_OPEN_OUTPUT, errno};
    if (options->standardError && !redirect(options->standardError, append, STDERR_FILENO))
        return (struct failure){FAILED_TO_OPEN_ERROR, errno};
#ifdef SYS_close_range
    // Closes on exec any file that Headroom left open by mistake; 4 is CLOSE_RANGE_CLOEXEC.
    syscall(SYS_close_range, 3u, ~0u, 4u);
#endif
    if (!memory_enter(memory)) return (struct failure){FAILED_TO_LIMIT, errno};
    reset_signals();
    execvp(options->command[0], options->command);
    return (struct failure){FAILED_TO_START, errno};
}

static void describe(struct failure failure, const struct options *options, char *message, size_t size) {
    const char *reason = strerror(failure.reason);
    switch (failure.what) {
    case FAILED_TO_START: snprintf(message, size, "cannot start '%s': %s", options->command[0], reason); break;
    case FAILED_TO_LIMIT: snprintf(message, size, "cannot bound the command's memory: %s", reason); break;
    case FAILED_TO_OPEN_OUTPUT: snprintf(message, size, "cannot open '%s': %s", options->standardOutput, reason); break;
    case FAILED_TO_OPEN_ERROR: snprintf(message, size, "cannot open '%s': %s", options->standardError, reason); break;
    }
}

pid_t command_start(const struct options *options, const struct memory *memory, char *message, size_t size) {
    // A successful exec closes this pipe, which distinguishes it from a failure.
    int report[2];
    pid_t supervisor = getpid(), child = -1;
    struct failure failure;
    if (pipe2(report, O_CLOEXEC) == 0) {
        child = fork();
        if (child == 0) {
            failure = execute_command(options, memory, supervisor);
            if (write(report[1], &failure, sizeof failure) < 0) { /* Only the exit status then reports it. */ }
            _exit(127);
        }
        failure = (struct failure){FAILED_TO_START, errno};
        close(report[1]);
        bool failed = child < 0 || read(report[0], &failure, sizeof failure) == sizeof failure;
        close(report[0]);
        if (!failed) return child;
        if (child > 0) waitpid(child, NULL, 0);
    } else {
        failure = (struct failure){FAILED_TO_START, errno};
    }
    describe(failure, options, message, size);
    return -1;
}
