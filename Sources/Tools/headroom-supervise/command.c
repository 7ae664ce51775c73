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

/// What the child says about itself when it cannot become the command.
struct failure {
    enum { FAILED_TO_START, FAILED_TO_LIMIT, FAILED_TO_OPEN_OUTPUT, FAILED_TO_OPEN_ERROR } what;
    int reason;
};

/// Gives the command the signals that a program starts with; ours are blocked, and SIGPIPE is ignored.
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

/// Becomes the command, or returns why it could not.
static struct failure become(const struct options *options, const struct memory *memory, pid_t supervisor) {
    const int append = O_WRONLY | O_APPEND | O_CREAT;
    // Whatever becomes of the supervisor, the command does not outlive it; it may be gone by now.
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
    // A file that Headroom left open by mistake is not the command's; 4 is CLOSE_RANGE_CLOEXEC.
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
    // A successful exec closes this pipe, which is how it is told from a failure.
    int report[2];
    pid_t supervisor = getpid(), child = -1;
    struct failure failure;
    if (pipe2(report, O_CLOEXEC) == 0) {
        child = fork();
        if (child == 0) {
            failure = become(options, memory, supervisor);
            if (write(report[1], &failure, sizeof failure) < 0) { /* Then its status alone must say it. */ }
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
