#define _GNU_SOURCE
#include "tree.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/// Number of new processes since the last scan above which reading all of /proc costs less than trying each ID.
static const pid_t mostNumbersTried = 4096;

/// Highest descriptor of files that are kept open, well below the usual limit of 1,024 per process.
static const int mostFilesKept = 900;

static struct member *find(const struct tree *tree, pid_t pid) {
    for (size_t i = 0; i < tree->count; i++)
        if (tree->members[i].process.pid == pid) return &tree->members[i];
    return NULL;
}

/// Adds a process whose parent belongs to the tree; false if its parent does not, or if it is a member already.
static bool adopt(struct tree *tree, pid_t pid) {
    if (find(tree, pid)) return false;
    struct member member = {.file = process_open(pid)};
    bool alive = process_read(member.file, pid, &member.process);
    const struct member *parent = alive ? find(tree, member.process.parent) : NULL;
    bool ours = alive && (parent || member.process.parent == getpid());
    if (member.file >= 0 && (!ours || member.file > mostFilesKept)) {
        close(member.file);
        member.file = -1;
    }
    if (!ours) return false;
    if (tree->killOnSight) process_signal(member.file, &member.process, SIGKILL);

    if (parent && parent->process.stackAddress == member.process.stackAddress) {
        uint64_t own = process_read_memory(pid).dataBytes;
        uint64_t parents = process_read_memory(parent->process.pid).dataBytes;
        member.sharedBytes = own < parents ? own : parents;
    }
    if (tree->count == tree->capacity) {
        size_t capacity = tree->capacity ? tree->capacity * 2 : 32;
        struct member *larger = realloc(tree->members, capacity * sizeof *larger);
        if (!larger) {  // It is missed now and found by a later full scan.
            if (member.file >= 0) close(member.file);
            return false;
        }
        tree->members = larger;
        tree->capacity = capacity;
    }
    tree->members[tree->count++] = member;
    return true;
}

/// Reads a member again; false if it has ended.
static bool read_member(const struct member *member, struct process *now) {
    if (member->file >= 0) return process_read(member->file, member->process.pid, now);
    int file = process_open(member->process.pid);
    bool alive = process_read(file, member->process.pid, now);
    if (file >= 0) close(file);
    return alive;
}

/// Scans all processes of the machine. /proc is ordered by ID, which is not always the order of creation, so the scan
/// is repeated until it finds no new member.
static size_t discover_everyone(struct tree *tree) {
    size_t found = 0, foundBefore;
    do {
        foundBefore = found;
        DIR *directory = opendir("/proc");
        if (!directory) return found;
        for (struct dirent *entry; (entry = readdir(directory));) {
            pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
            if (pid > 0) found += adopt(tree, pid);
        }
        closedir(directory);
    } while (found != foundBefore);
    return found;
}

void tree_add_command(struct tree *tree, pid_t command) {
    adopt(tree, command);
    tree->newest = tree->newestBefore = command;
}

size_t tree_discover(struct tree *tree, bool everyone) {
    pid_t newest = process_newest();
    // An ID is assigned a moment before its process is visible: every ID is tried in two scans.
    pid_t first = tree->newestBefore + 1;
    bool numbersKnown = tree->newestBefore > 0 && newest >= tree->newest && newest - first < mostNumbersTried;
    tree->newestBefore = tree->newest;
    tree->newest = newest;
    if (everyone || !numbersKnown) return discover_everyone(tree);

    size_t found = 0;
    for (pid_t pid = first; pid <= newest; pid++) found += adopt(tree, pid);
    return found;
}

void tree_update(struct tree *tree) {
    double living = 0;
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct member member = tree->members[i];
        struct process now;
        if (!read_member(&member, &now)) {
            if (member.file >= 0) close(member.file);
            continue;
        }
        if (now.stackAddress != member.process.stackAddress) member.sharedBytes = 0;  // It executed another program.
        member.process = now;
        tree->members[kept++] = member;
        living += now.processorSeconds;
    }
    tree->count = kept;

    struct rusage ended;
    getrusage(RUSAGE_CHILDREN, &ended);
    double seconds = living + (double)(ended.ru_utime.tv_sec + ended.ru_stime.tv_sec) +
                     (double)(ended.ru_utime.tv_usec + ended.ru_stime.tv_usec) * 1e-6;
    // A member that ends while the others are read is missing from both sums until the next reading.
    if (seconds > tree->processorSeconds) tree->processorSeconds = seconds;
}

struct tree_memory tree_read_memory(struct tree *tree) {
    uint64_t sum = 0, most = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct member *member = &tree->members[i];
        if (member->process.zombie) continue;
        struct process_memory now = process_read_memory(member->process.pid);
        // The kernel keeps no peak of the data size, but one of the address space. If that rose since the last reading,
        // the peak data size is that peak less the rest of the address space, which rarely changes.
        uint64_t fixed = now.addressBytes - now.dataBytes, peak = now.dataBytes;
        uint64_t mostFixed = fixed > member->fixedBytes ? fixed : member->fixedBytes;
        if (now.peakAddressBytes > member->peakAddressBytes && now.peakAddressBytes - mostFixed > peak &&
            now.peakAddressBytes > mostFixed)
            peak = now.peakAddressBytes - mostFixed;
        member->fixedBytes = fixed;
        member->peakAddressBytes = now.peakAddressBytes;

        uint64_t shared = member->sharedBytes;
        if (now.dataBytes > shared) sum += now.dataBytes - shared;
        if (peak > shared && peak - shared > most) most = peak - shared;
    }
    return (struct tree_memory){.bytes = sum, .peakBytes = most > sum ? most : sum};
}

size_t tree_living(const struct tree *tree) {
    size_t living = 0;
    for (size_t i = 0; i < tree->count; i++) living += !tree->members[i].process.zombie;
    return living;
}

size_t tree_signal(struct tree *tree, int signal, bool onlyNew) {
    size_t sent = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct member *member = &tree->members[i];
        if (member->process.zombie || (onlyNew && member->signalled)) continue;
        member->signalled = true;
        sent += process_signal(member->file, &member->process, signal);
        // A stopped process receives a signal with a handler only once it is continued.
        if (signal != SIGKILL) process_signal(member->file, &member->process, SIGCONT);
    }
    return sent;
}
