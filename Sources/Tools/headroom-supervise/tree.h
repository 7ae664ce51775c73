#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "process.h"

/// A descendant of the supervisor.
struct member {
    struct process process;
    int file;                  ///< Its open /proc/PID/stat; -1 beyond a number of members.
    uint64_t sharedBytes;      ///< Memory shared with its parent at fork, and counted there.
    uint64_t fixedBytes;       ///< Address space other than data, at the last reading.
    uint64_t peakAddressBytes; ///< At the last reading.
    bool signalled;            ///< It was asked to end.
};

/// Private writable memory of a tree, without memory that a forked process shares with its parent.
struct tree_memory {
    uint64_t bytes;      ///< Current usage.
    uint64_t peakBytes;  ///< Largest known value since the last reading, of one member or of all together.
};

/// Process tree: all descendants of the supervisor. The supervisor is a child subreaper, so every descendant remains
/// one until it ends, including orphans, daemons and new sessions.
struct tree {
    struct member *members;
    size_t count, capacity;
    pid_t newest, newestBefore;  ///< Newest process of the machine at the last two scans.
    bool killOnSight;            ///< Whether new members are killed at once, before they can fork again.
    double processorSeconds;     ///< CPU time of the whole tree, including ended members; never decreases.
};

/// Adds the command, the ancestor of all other members.
void tree_add_command(struct tree *tree, pid_t command);

/// Adds descendants created since the last scan, or, with `everyone`, all that were missed; returns their number.
size_t tree_discover(struct tree *tree, bool everyone);

/// Reads every member again, removes those that have ended, and sums the CPU time.
void tree_update(struct tree *tree);

/// Reads the memory of every member.
struct tree_memory tree_read_memory(struct tree *tree);

/// Number of running members.
size_t tree_living(const struct tree *tree);

/// Sends a signal to every running member, or only to those never signaled before; returns the number of signals sent.
size_t tree_signal(struct tree *tree, int signal, bool onlyNew);
