#define _GNU_SOURCE
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const char usage[] =
    "usage: headroom-supervise [options] -- COMMAND [ARGUMENTS]\n"
    "\n"
    "Runs a command and owns every process that comes of it: bounds their memory, reports\n"
    "what they use on standard output, and ends them all when standard input ends or says stop.\n"
    "\n"
    "  --stdout FILE            append the command's output to FILE (default: /dev/null)\n"
    "  --stderr FILE            append the command's messages to FILE (default: ours)\n"
    "  --memory-bytes N         the most memory that all its processes may take together\n"
    "  --memory-mode MODE       auto, cgroup, data or none: how that is measured and bounded\n"
    "                           (default: auto, a cgroup where one can be made, else data)\n"
    "  --grace-seconds S        time between SIGTERM and SIGKILL (default: 2)\n"
    "  --interval-ms N          time between readings (default: 100)\n"
    "  --longest-interval-ms N  time between readings of a command that runs for long (default: 500)\n"
    "  --time-limit-seconds S   end the command after S seconds\n"
    "  --help                   show this\n";

__attribute__((noreturn)) static void refuse(const char *option, const char *value, const char *expected) {
    fprintf(stderr, "headroom-supervise: %s '%s': expected %s\n", option, value, expected);
    exit(EX_USAGE);
}

static double positive(const char *option, const char *value) {
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end || !isfinite(number) || number <= 0) refuse(option, value, "a number greater than 0");
    return number;
}

static uint64_t whole_bytes(const char *option, const char *value) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)*value) || *end || errno != 0 || number == 0 || number > INT64_MAX)
        refuse(option, value, "a whole number of bytes greater than 0");
    return number;
}

static enum memory_mode mode(const char *option, const char *value) {
    static const char *const modes[] = {
        [MEMORY_AUTO] = "auto", [MEMORY_CGROUP] = "cgroup", [MEMORY_DATA] = "data", [MEMORY_NONE] = "none"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(value, modes[i]) == 0) return (enum memory_mode)i;
    refuse(option, value, "auto, cgroup, data or none");
}

struct options options_parse(int count, char **arguments) {
    enum { OUTPUT = 1, ERROR, BYTES, MODE, GRACE, INTERVAL, LONGEST, TIME, HELP };
    static const struct option known[] = {
        {"stdout", required_argument, NULL, OUTPUT},       {"stderr", required_argument, NULL, ERROR},
        {"memory-bytes", required_argument, NULL, BYTES},  {"memory-mode", required_argument, NULL, MODE},
        {"grace-seconds", required_argument, NULL, GRACE}, {"interval-ms", required_argument, NULL, INTERVAL},
        {"longest-interval-ms", required_argument, NULL, LONGEST},
        {"time-limit-seconds", required_argument, NULL, TIME},
        {"help", no_argument, NULL, HELP},                 {0},
    };
    struct options options = {.memoryMode = MEMORY_AUTO, .graceSeconds = 2, .intervalSeconds = 0.1, .longestIntervalSeconds = 0.5};
    int index = 0;
    // The plus sign: parsing stops at the command, whose options belong to it.
    for (int option; (option = getopt_long(count, arguments, "+", known, &index)) != -1;) {
        switch (option) {
        case OUTPUT: options.standardOutput = optarg; break;
        case ERROR: options.standardError = optarg; break;
        case BYTES: options.memoryBytes = whole_bytes("--memory-bytes", optarg); break;
        case MODE: options.memoryMode = mode("--memory-mode", optarg); break;
        case GRACE: options.graceSeconds = positive("--grace-seconds", optarg); break;
        case INTERVAL: options.intervalSeconds = positive("--interval-ms", optarg) / 1000; break;
        case LONGEST: options.longestIntervalSeconds = positive("--longest-interval-ms", optarg) / 1000; break;
        case TIME: options.timeLimitSeconds = positive("--time-limit-seconds", optarg); break;
        case HELP: fputs(usage, stdout); exit(0);
        default: fputs(usage, stderr); exit(EX_USAGE);
        }
    }
    if (optind == count) {
        fputs("headroom-supervise: no command is given\n\n", stderr);
        fputs(usage, stderr);
        exit(EX_USAGE);
    }
    if (options.memoryBytes > 0 && options.memoryMode == MEMORY_NONE)
        refuse("--memory-mode", "none", "no --memory-bytes beside it, for nothing would enforce it");
    if (options.intervalSeconds < 0.001) options.intervalSeconds = 0.001;
    options.command = arguments + optind;
    return options;
}
