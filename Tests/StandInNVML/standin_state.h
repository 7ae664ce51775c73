#pragma once

// State shared by the stand-in for NVIDIA's library and a simulated training: the memory of a device, from the variable
// STANDIN_NVML, and a folder in which the processes on a device write the memory that they hold and the times at which
// it worked for them.
//
// FOLDER/I.PID is the file of process PID on device I. The process maps it, and keeps a write lock on all of it, which
// the kernel releases when the process ends in any way: a file without a lock belongs to a dead process. FOLDER/card is
// locked during allocations, so that two processes do not allocate the same memory, and contains the time of the
// library's initialization.

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Work is recorded by hundredths of a second, for the last forty seconds: longer than the driver's own record.
enum { STANDIN_SLOTS_PER_SECOND = 100, STANDIN_SLOTS = 4096 };

struct standin_state {
    uint64_t bytes;      // On the device: the framework's context, and the memory reserved by its allocator.
    double worked_until; // On the monotonic clock, like all times here.
    // Slot n is that of the hundredth `number` since the clock began, where number % STANDIN_SLOTS is n.
    struct { int64_t number; double seconds; } slots[STANDIN_SLOTS];
};

struct standin_card {
    char folder[512]; // Empty where there is none.
    uint64_t total, reserved, others, intruder;
    double intruder_at; // Seconds after the library was initialized.
};

static inline double standin_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Parses the words about memory; nvml.c documents them, and parses the others.
static inline void standin_read(struct standin_card *card, const char *text) {
    const uint64_t mebibyte = 1 << 20;
    double total = -1, reserved = -1, others = -1, intruder = 0;
    memset(card, 0, sizeof *card);
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", text ? text : "");
    for (char *rest = copy, *word; (word = strtok_r(rest, " ", &rest));) {
        if (!strncmp(word, "state=", 6)) snprintf(card->folder, sizeof card->folder, "%s", word + 6);
        else if (!strncmp(word, "total=", 6)) total = atof(word + 6);
        else if (!strncmp(word, "reserved=", 9)) reserved = atof(word + 9);
        else if (!strncmp(word, "others=", 7)) others = atof(word + 7);
        else if (!strncmp(word, "intruder=", 9)) {
            const char *size = strchr(word, ':');
            card->intruder_at = atof(word + 9);
            intruder = size ? atof(size + 1) : 0;
        }
    }
    bool is_shared = card->folder[0] != 0;
    card->total = (uint64_t)((total >= 0 ? total : is_shared ? 8192 : 81920) * (double)mebibyte);
    card->reserved = (uint64_t)((reserved >= 0 ? reserved : is_shared ? 256 : 1024) * (double)mebibyte);
    card->others = (uint64_t)((others >= 0 ? others : is_shared ? 0 : 20480) * (double)mebibyte);
    card->intruder = (uint64_t)(intruder * (double)mebibyte);
}

// Bytes held by other programs without a file, `age` seconds after the library was initialized.
static inline uint64_t standin_others(const struct standin_card *card, double age) {
    return card->others + (card->intruder > 0 && age >= card->intruder_at ? card->intruder : 0);
}

// Iterates over the files of a device.
struct standin_walk {
    DIR *folder;
    int index, process, file; // The last process found, and its file.
};

static inline struct standin_walk standin_begin(const struct standin_card *card, int index) {
    return (struct standin_walk){opendir(card->folder), index, 0, -1};
}

// Opens the next file, but never that of `but`: closing a file of its own would release a process's lock.
static inline bool standin_next(struct standin_walk *walk, int but) {
    if (walk->file >= 0) close(walk->file);
    walk->file = -1;
    for (struct dirent *entry; walk->folder && (entry = readdir(walk->folder));) {
        int index, length = 0;
        if (sscanf(entry->d_name, "%d.%d%n", &index, &walk->process, &length) != 2 || entry->d_name[length]) continue;
        if (index != walk->index || walk->process == but) continue;
        walk->file = openat(dirfd(walk->folder), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (walk->file >= 0) return true;
    }
    if (walk->folder) closedir(walk->folder);
    return false;
}

static inline bool standin_lives(const struct standin_walk *walk) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(walk->file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

// Bytes held by a living process; 0 for a dead one.
static inline uint64_t standin_bytes(const struct standin_walk *walk) {
    uint64_t bytes = 0;
    if (!standin_lives(walk) || pread(walk->file, &bytes, sizeof bytes, 0) != sizeof bytes) return 0;
    return bytes;
}

// Bytes held by all processes except one.
static inline uint64_t standin_held(const struct standin_card *card, int index, int but) {
    uint64_t sum = 0;
    for (struct standin_walk walk = standin_begin(card, index); standin_next(&walk, but);) sum += standin_bytes(&walk);
    return sum;
}

// Opens the file shared by all users of a folder; -1 where that is impossible.
static inline int standin_open_card(const struct standin_card *card) {
    char path[600];
    snprintf(path, sizeof path, "%s/card", card->folder);
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}
