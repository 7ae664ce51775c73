#define _GNU_SOURCE
/// headroom-supervise: runs one command and manages its process tree. See docs/supervisor.md.

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "memory.h"
#include "options.h"
#include "report.h"
#include "threads.h"
#include "tree.h"

/// Time in which processes left behind by the command may end by themselves.
static const double stragglerGraceSeconds = 0.5;

/// Interval of memory readings if only these keep the tree below its limit.
static const double criticalIntervalSeconds = 0.01;


enum phase { RUNNING, ASKED, KILLING };

struct supervisor {
    struct options options;
    struct memory memory;
    struct tree tree;
    struct threads threads;
    pid_t command;
    int signals;             ///< A signalfd.
    enum phase phase;
    bool commandEnded, headroomGone;
    double deadline;         ///< Time at which a tree that was asked to end is killed.
    double killPauseSeconds; ///< Time until the next search for surviving processes.
    double startedAt, nextReading, timeLimit;
    struct ending ending;
    char line[64];           ///< Incomplete line of an order.
    size_t lineLength;
};

/// Asks the tree to end; the first reason is kept.
static void end_tree(struct supervisor *self, const char *endedBy, double graceSeconds) {
    if (self->phase != RUNNING) return;
    self->phase = ASKED;
    self->deadline = monotonic_seconds() + graceSeconds;
    self->ending.endedBy = endedBy;
    // A scan of all processes of the machine is expensive, so it is left to the killing of those that do not end.
    tree_discover(&self->tree, false);
    tree_signal(&self->tree, SIGTERM, true);
}

/// Kills all remaining processes, repeatedly while new ones are started.
static void kill_tree(struct supervisor *self) {
    self->tree.killOnSight = true;
    if (self->memory.mode == MEMORY_CGROUP) cgroup_kill(&self->memory.cgroup);
    tree_signal(&self->tree, SIGKILL, false);
    tree_discover(&self->tree, true);
    for (int round = 0; round < 1000 && tree_discover(&self->tree, false) > 0; round++) {}
    // A process that waits for a hung device cannot be killed at once: after a second it is signaled less often.
    bool patient = monotonic_seconds() > self->deadline + 1;
    self->killPauseSeconds = patient ? 0.1 : 0.001;
}

/// Waits for every descendant that has ended; false if none is left.
static bool reap(struct supervisor *self) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended != self->command) continue;
        self->commandEnded = true;
        self->ending.status = status;
    }
    // Orphans become children of this process, so every descendant is or was below one of its children.
    return !(ended < 0 && errno == ECHILD);
}

/// Once the command has ended, ends the processes that it left running.
static void end_stragglers(struct supervisor *self) {
    if (!self->commandEnded || self->phase != RUNNING) return;
    tree_discover(&self->tree, true);
    tree_update(&self->tree);
    self->ending.stragglers = tree_living(&self->tree);
    end_tree(self, "self", fmin(stragglerGraceSeconds, self->options.graceSeconds));
}

/// Kills the tree without a grace period.
static void kill_at_once(struct supervisor *self) {
    end_tree(self, "stop", 0);
    self->phase = KILLING;
    self->deadline = monotonic_seconds();
}

/// Reads orders from Headroom: `stop`, `kill`, or the end of the pipe.
static void read_orders(struct supervisor *self) {
    char bytes[256];
    ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes);
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (length <= 0) {
        self->headroomGone = true;
        end_tree(self, "disconnect", self->options.graceSeconds);
    }
    for (ssize_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            self->line[self->lineLength] = 0;
            if (strcmp(self->line, "stop") == 0) end_tree(self, "stop", self->options.graceSeconds);
            if (strcmp(self->line, "kill") == 0) kill_at_once(self);
            self->lineLength = 0;
        } else if (self->lineLength + 1 < sizeof self->line) {
            self->line[self->lineLength++] = bytes[i];
        }
    }
}

static void read_signals(struct supervisor *self) {
    struct signalfd_siginfo signal;
    while (read(self->signals, &signal, sizeof signal) == sizeof signal)
        if (signal.ssi_signo != SIGCHLD) end_tree(self, "stop", self->options.graceSeconds);
}

static void sample_memory(struct supervisor *self) {
    memory_sample(&self->memory, &self->tree);
    // With a limit in the kernel there is time for a grace period; otherwise the tree grows until it is killed.
    double grace = self->memory.mode == MEMORY_CGROUP ? self->options.graceSeconds : 0;
    if (self->memory.limitPassed) end_tree(self, "memory", grace);
}

static void report_now(struct supervisor *self) {
    bool areNew = threads_read(&self->threads, &self->tree, monotonic_seconds());
    bool read = report_reading(self->tree.processorSeconds, self->memory.bytes, self->memory.peakBytes,
                               tree_living(&self->tree), areNew ? &self->threads : NULL);
    if (!read) end_tree(self, "disconnect", self->options.graceSeconds);
}

/// Performs all due actions, and returns the time of the next one.
static double do_what_is_due(struct supervisor *self) {
    double now = monotonic_seconds();
    if (now >= self->timeLimit) end_tree(self, "time", self->options.graceSeconds);
    if (self->phase == ASKED && now >= self->deadline) self->phase = KILLING;
    bool readingDue = now >= self->nextReading;
    bool critical = memory_is_critical(&self->memory, &self->tree);
    if (readingDue || critical || self->phase != RUNNING) tree_discover(&self->tree, false);
    if (self->phase == ASKED) tree_signal(&self->tree, SIGTERM, true);
    if (self->phase == KILLING) kill_tree(self);
    if (readingDue) tree_update(&self->tree);
    if (readingDue || critical) sample_memory(self);
    if (readingDue) {
        report_now(self);
        // On a fixed grid, so that a late reading does not delay later ones.
        double rarest = fmin((now - self->startedAt) / 20, self->options.longestIntervalSeconds);
        double interval = fmax(self->options.intervalSeconds, rarest);
        self->nextReading += interval * (double)(1 + (long)((now - self->nextReading) / interval));
    }

    double next = fmin(self->nextReading, self->timeLimit);
    if (critical) next = fmin(next, now + criticalIntervalSeconds);
    if (self->phase == ASKED) next = fmin(next, fmin(self->deadline, now + 0.02));
    if (self->phase == KILLING) next = fmin(next, now + self->killPauseSeconds);
    return next;
}

/// Supervises the tree until all its processes have ended.
static void supervise(struct supervisor *self) {
    while (reap(self)) {
        end_stragglers(self);
        double wait = fmax(do_what_is_due(self) - monotonic_seconds(), 0);
        struct pollfd sources[] = {
            {.fd = self->signals, .events = POLLIN},
            {.fd = self->headroomGone ? -1 : STDIN_FILENO, .events = POLLIN},
        };
        struct timespec timeout = {.tv_sec = (time_t)wait, .tv_nsec = (long)((wait - (double)(time_t)wait) * 1e9)};
        if (ppoll(sources, 2, &timeout, NULL) <= 0) continue;
        if (sources[0].revents) read_signals(self);
        if (sources[1].revents) read_orders(self);
    }
}

/// Prepares this process: becomes the subreaper of orphans, and reads signals through a descriptor.
static int open_signals(void) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // With autogroup scheduling, Linux shares CPUs among sessions: in a session of its own the supervisor gets CPU time
    // beside a busy Headroom and a busy command. The call fails, harmlessly, if it is a group leader already.
    setsid();
    signal(SIGPIPE, SIG_IGN);
    // If an ignored SIGCHLD were inherited, children would be reaped before they are counted.
    signal(SIGCHLD, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    const int fromTerminal[] = {SIGHUP, SIGINT, SIGQUIT};
    for (size_t i = 0; i < sizeof fromTerminal / sizeof *fromTerminal; i++) {
        struct sigaction inherited;
        sigaction(fromTerminal[i], NULL, &inherited);
        // Under nohup, or in the background of a script, these are ignored.
        if (inherited.sa_handler != SIG_IGN) sigaddset(&set, fromTerminal[i]);
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static int fail(const char *message, int status) {
    report_error(message);
    return status;
}

int main(int count, char **arguments) {
    static struct supervisor self;
    static char message[4096];
    self.options = options_parse(count, arguments);
    self.signals = open_signals();
    if (self.signals < 0) return fail("cannot watch for signals", EX_OSERR);
    const struct options *options = &self.options;
    if (!memory_open(&self.memory, options->memoryMode, options->memoryBytes, message, sizeof message))
        return fail(message, EX_UNAVAILABLE);
    self.command = command_start(options, &self.memory, message, sizeof message);
    if (self.command < 0) {
        memory_close(&self.memory);
        return fail(message, 127);
    }
    double now = self.startedAt = monotonic_seconds();
    self.timeLimit = options->timeLimitSeconds > 0 ? now + options->timeLimitSeconds : INFINITY;
    self.nextReading = now + options->intervalSeconds;
    tree_add_command(&self.tree, self.command);
    if (!report_started(self.command, memory_mode_name(&self.memory)))
        end_tree(&self, "disconnect", options->graceSeconds);

    supervise(&self);

    tree_update(&self.tree);
    if (self.memory.mode == MEMORY_CGROUP) memory_sample(&self.memory, &self.tree);
    memory_close(&self.memory);
    struct ending *ending = &self.ending;
    ending->processorSeconds = self.tree.processorSeconds;
    ending->peakMemoryBytes = self.memory.peakBytes;
    ending->peakMemoryExact = memory_peak_exact(&self.memory);
    ending->memoryLimitHit = self.memory.limitPassed;
    ending->oomKills = self.memory.oomKills;
    // The kernel may have killed the last process of the tree after the last reading.
    if (ending->memoryLimitHit && (!ending->endedBy || strcmp(ending->endedBy, "self") == 0)) ending->endedBy = "memory";
    if (!ending->endedBy) ending->endedBy = "self";
    report_ended(ending);
    return 0;
}
