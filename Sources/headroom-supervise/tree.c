#define _GNU_SOURCE
#include "tree.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/// Beyond so many new processes since the last look, reading the whole of /proc costs less than trying each number.
static const pid_t mostNumbersTried = 4096;

static struct member *find(const struct tree *tree, pid_t pid) {
    for (size_t i = 0; i < tree->count; i++)
        if (tree->members[i].process.pid == pid) return &tree->members[i];
    return NULL;
}

/// Takes a process in where its parent belongs to the tree; false where it does not, or is in it already.
static bool adopt(struct tree *tree, const struct process *process) {
    const struct member *parent = find(tree, process->parent);
    if ((!parent && process->parent != getpid()) || find(tree, process->pid)) return false;
    uint64_t shared = 0;
    if (parent && parent->process.stackAddress == process->stackAddress) {
        uint64_t own = process_memory_bytes(process->pid);
        uint64_t parents = process_memory_bytes(parent->process.pid);
        shared = own < parents ? own : parents;
    }
    if (tree->count == tree->capacity) {
        size_t capacity = tree->capacity ? tree->capacity * 2 : 32;
        struct member *larger = realloc(tree->members, capacity * sizeof *larger);
        if (!larger) return false;  // Without memory it is missed now and found at a later full look.
        tree->members = larger;
        tree->capacity = capacity;
    }
    tree->members[tree->count++] = (struct member){.process = *process, .sharedBytes = shared};
    return true;
}

/// Looks at every process of the machine. The order of /proc is that of the numbers, which is not always that of
/// birth, so this goes on until nobody is taken in any more.
static size_t discover_everyone(struct tree *tree) {
    size_t found = 0, foundBefore;
    do {
        foundBefore = found;
        DIR *directory = opendir("/proc");
        if (!directory) return found;
        for (struct dirent *entry; (entry = readdir(directory));) {
            struct process process;
            pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
            if (pid > 0 && !find(tree, pid) && process_read(pid, &process)) found += adopt(tree, &process);
        }
        closedir(directory);
    } while (found != foundBefore);
    return found;
}

size_t tree_discover(struct tree *tree, bool everyone) {
    pid_t newest = process_newest();
    // A number is given out a moment before its process can be seen: every number is tried at two looks.
    pid_t first = tree->newestBefore + 1;
    bool numbersKnown = tree->newestBefore > 0 && newest >= tree->newest && newest - first < mostNumbersTried;
    tree->newestBefore = tree->newest;
    tree->newest = newest;
    if (everyone || !numbersKnown) return discover_everyone(tree);

    size_t found = 0;
    for (pid_t pid = first; pid <= newest; pid++) {
        struct process process;
        if (!find(tree, pid) && process_read(pid, &process)) found += adopt(tree, &process);
    }
    return found;
}

void tree_update(struct tree *tree) {
    double living = 0;
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct member member = tree->members[i];
        struct process now;
        if (!process_read(member.process.pid, &now) || now.startTicks != member.process.startTicks) continue;
        if (now.stackAddress != member.process.stackAddress) member.sharedBytes = 0;  // It runs a program of its own.
        member.process = now;
        tree->members[kept++] = member;
        living += now.processorSeconds;
    }
    tree->count = kept;

    struct rusage ended;
    getrusage(RUSAGE_CHILDREN, &ended);
    double seconds = living + (double)(ended.ru_utime.tv_sec + ended.ru_stime.tv_sec) +
                     (double)(ended.ru_utime.tv_usec + ended.ru_stime.tv_usec) * 1e-6;
    // A member that ends while the others are read is missing for one look in both sums.
    if (seconds > tree->processorSeconds) tree->processorSeconds = seconds;
}

uint64_t tree_memory_bytes(const struct tree *tree) {
    uint64_t sum = 0;
    for (size_t i = 0; i < tree->count; i++) {
        uint64_t bytes = process_memory_bytes(tree->members[i].process.pid);
        if (bytes > tree->members[i].sharedBytes) sum += bytes - tree->members[i].sharedBytes;
    }
    return sum;
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
        sent += kill(member->process.pid, signal) == 0;
        // A stopped process would not see a signal that it may handle until it is continued.
        if (signal != SIGKILL) kill(member->process.pid, SIGCONT);
    }
    return sent;
}
