#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "process.h"

/// A descendant of the supervisor.
struct member {
    struct process process;
    int file;                  ///< What the kernel says about it, kept open; -1 beyond a number of members.
    uint64_t sharedBytes;      ///< Memory it was forked with: its parent's, and counted there.
    uint64_t fixedBytes;       ///< Address space that is not data, at the last reading.
    uint64_t peakAddressBytes; ///< At the last reading.
    bool signalled;            ///< It was told to end.
};

/// The private writable memory of a tree, without what a forked process shares with its parent.
struct tree_memory {
    uint64_t bytes;      ///< Now.
    uint64_t peakBytes;  ///< The most that one member, or all together, are known to have had since the last reading.
};

/// Every descendant of the supervisor. The supervisor is a child subreaper, so whoever is a descendant once
/// stays one until it ends: orphans, daemons and new sessions too.
struct tree {
    struct member *members;
    size_t count, capacity;
    pid_t newest, newestBefore;  ///< The newest process of the machine at the last two looks.
    bool killOnSight;            ///< Whoever is taken in from now on is killed at once, before it can fork again.
    double processorSeconds;     ///< Of the whole tree, its ended members included; never falls.
};

/// Takes in the command, from which all others descend.
void tree_plant(struct tree *tree, pid_t command);

/// Takes in the descendants born since the last look, or, with `everyone`, whoever was missed; returns how many.
size_t tree_discover(struct tree *tree, bool everyone);

/// Reads every member anew: drops those that are gone and sums the processor time.
void tree_update(struct tree *tree);

/// Reads the memory of every member.
struct tree_memory tree_read_memory(struct tree *tree);

/// How many members still run.
size_t tree_living(const struct tree *tree);

/// Sends a signal to every running member, or only to those never signalled before; returns how many were sent it.
size_t tree_signal(struct tree *tree, int signal, bool onlyNew);
