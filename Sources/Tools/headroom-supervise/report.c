#define _GNU_SOURCE
#include "report.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

/// Maximum time for which an essential line waits for a slow reader.
static const int patienceMilliseconds = 5000;

/// Writes to a pipe of up to this length are atomic (PIPE_BUF).
enum { LONGEST_LINE = 4096 };

double monotonic_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/// Writes one line if there is room within `timeoutMilliseconds`; otherwise drops it. Since Headroom shares the pipe,
/// it is polled before each line instead of being made non-blocking.
__attribute__((format(printf, 2, 3))) static bool write_line(int timeoutMilliseconds, const char *format, ...) {
    char line[LONGEST_LINE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= (int)sizeof line) return true;

    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (poll(&output, 1, timeoutMilliseconds) <= 0) return true;
    if (output.revents & (POLLERR | POLLNVAL)) return false;
    return write(STDOUT_FILENO, line, (size_t)length) >= 0 || errno == EAGAIN || errno == EINTR;
}

/// Length of the well-formed UTF-8 character at `text`; 0 if malformed.
static size_t character_length(const unsigned char *text) {
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xC2 ? 0 : text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : text[0] < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80) return 0;
    // Overlong forms, surrogates, and code points beyond U+10FFFF.
    if ((text[0] == 0xE0 && text[1] < 0xA0) || (text[0] == 0xED && text[1] > 0x9F)) return 0;
    if ((text[0] == 0xF0 && text[1] < 0x90) || (text[0] == 0xF4 && text[1] > 0x8F)) return 0;
    return length;
}

/// Writes `text` as the content of a JSON string, truncated to `size`.
static void escape(const char *text, char *escaped, size_t size) {
    const unsigned char *next = (const unsigned char *)text;
    size_t used = 0;
    while (*next && used + 7 < size) {
        size_t length = character_length(next);
        if (length == 0) {
            used += (size_t)sprintf(escaped + used, "\\ufffd");
            length = 1;
        } else if (*next < 0x20 || *next == '"' || *next == '\\') {
            used += (size_t)sprintf(escaped + used, "\\u%04x", *next);
        } else {
            memcpy(escaped + used, next, length);
            used += length;
        }
        next += length;
    }
    escaped[used] = 0;
}

/// Private memory of this process, in bytes.
static uint64_t own_private_bytes(void) {
    char text[2048];
    uint64_t kilobytes = 0;
    if (!read_small_file("/proc/self/smaps_rollup", text, sizeof text)) return 0;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        unsigned long long amount;
        line += *line == '\n';
        if (sscanf(line, "Private_Clean: %llu", &amount) == 1) kilobytes += amount;
        if (sscanf(line, "Private_Dirty: %llu", &amount) == 1) kilobytes += amount;
    }
    return kilobytes * 1024;
}

bool report_started(pid_t process, const char *memoryMode) {
    return write_line(patienceMilliseconds, "{\"report\":\"started\",\"processId\":%d,\"memoryMode\":\"%s\",\"at\":%.6f}\n",
                      process, memoryMode, monotonic_seconds());
}

bool report_reading(double processorSeconds, uint64_t memoryBytes, uint64_t peakMemoryBytes, uint64_t processes,
                    const struct threads *threads) {
    char use[512] = "";
    if (threads)
        snprintf(use, sizeof use,
                 ",\"threads\":{\"watchedSeconds\":%.6f,\"busySeconds\":%.6f,\"waitingSeconds\":%.6f,"
                 "\"voluntarySwitches\":%llu,\"involuntarySwitches\":%llu,\"workerSwitches\":%llu,"
                 "\"voluntaryWorkerSwitches\":%llu,\"waitPolicy\":%s,\"openMP\":%s}",
                 threads->sums.watchedSeconds, threads->sums.busySeconds, threads->sums.waitingSeconds,
                 (unsigned long long)threads->sums.voluntarySwitches,
                 (unsigned long long)threads->sums.involuntarySwitches,
                 (unsigned long long)threads->sums.workerSwitches,
                 (unsigned long long)threads->sums.voluntaryWorkerSwitches, wait_policy_name(threads->policy),
                 openmp_name(threads->openmp));
    return write_line(0,
                      "{\"report\":\"reading\",\"at\":%.6f,\"processorSeconds\":%.6f,\"memoryBytes\":%llu,"
                      "\"peakMemoryBytes\":%llu,\"processes\":%llu%s}\n",
                      monotonic_seconds(), processorSeconds, (unsigned long long)memoryBytes,
                      (unsigned long long)peakMemoryBytes, (unsigned long long)processes, use);
}

bool report_ended(const struct ending *ending) {
    char exitCode[16] = "null", signal[16] = "null";
    if (WIFEXITED(ending->status)) snprintf(exitCode, sizeof exitCode, "%d", WEXITSTATUS(ending->status));
    if (WIFSIGNALED(ending->status)) snprintf(signal, sizeof signal, "%d", WTERMSIG(ending->status));
    struct timespec own;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    return write_line(patienceMilliseconds,
                      "{\"report\":\"ended\",\"at\":%.6f,\"exitCode\":%s,\"signal\":%s,\"processorSeconds\":%.6f,"
                      "\"peakMemoryBytes\":%llu,\"peakMemoryExact\":%s,\"memoryLimitHit\":%s,\"oomKills\":%llu,"
                      "\"stragglers\":%llu,\"endedBy\":\"%s\",\"supervisorProcessorSeconds\":%.6f,"
                      "\"supervisorPrivateBytes\":%llu}\n",
                      monotonic_seconds(), exitCode, signal, ending->processorSeconds,
                      (unsigned long long)ending->peakMemoryBytes, ending->peakMemoryExact ? "true" : "false",
                      ending->memoryLimitHit ? "true" : "false", (unsigned long long)ending->oomKills,
                      (unsigned long long)ending->stragglers, ending->endedBy,
                      (double)own.tv_sec + (double)own.tv_nsec * 1e-9, (unsigned long long)own_private_bytes());
}

bool report_error(const char *message) {
    char escaped[2048];
    escape(message, escaped, sizeof escaped);
    return write_line(patienceMilliseconds, "{\"report\":\"error\",\"message\":\"%s\"}\n", escaped);
}
