#define _GNU_SOURCE
#include "cgroup_path.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Whether `word` is in a comma-separated list.
static bool lists(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *next = list; next; next = strchr(next, ',')) {
        next += *next == ',';
        if (strncmp(next, word, length) == 0 && (next[length] == ',' || next[length] == 0)) return true;
    }
    return false;
}

/// Decodes the octal escapes of mountinfo in place: a space is \040.
static void unescape(char *text) {
    char *to = text;
    for (const char *from = text; *from; to++) {
        unsigned code;
        if (*from == '\\' && sscanf(from + 1, "%3o", &code) == 1) {
            *to = (char)code;
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = 0;
}

/// Name of this process's group within its hierarchy, from /proc/self/cgroup; returns the version of the hierarchy.
static int own_name(char *name, size_t size) {
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file) return 0;
    int version = 0;
    char *line = NULL;
    size_t capacity = 0;
    while (version != 1 && getline(&line, &capacity, file) > 0) {
        line[strcspn(line, "\n")] = 0;
        char *controllers = strchr(line, ':');
        char *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path) continue;
        *path++ = 0;
        // The memory controller belongs to one hierarchy: version 1 if listed there, otherwise version 2.
        bool first = lists(controllers + 1, "memory");
        if (!first && controllers[1] != 0) continue;
        version = first ? 1 : 2;
        snprintf(name, size, "%s", path);
    }
    free(line);
    fclose(file);
    return version;
}

/// Folder of this process's group in the mount of one mountinfo line; false if the line mounts another hierarchy.
static bool folder_in_mount(char *line, int version, const char *name, char *path, size_t size) {
    char *rest = strstr(line, " - ");
    char root[2048], point[2048], type[64], options[1024];
    if (!rest || sscanf(line, "%*d %*d %*s %2047s %2047s", root, point) != 2) return false;
    if (sscanf(rest, " - %63s %*s %1023s", type, options) != 2) return false;
    if (version == 1 ? strcmp(type, "cgroup") != 0 || !lists(options, "memory") : strcmp(type, "cgroup2") != 0)
        return false;
    unescape(root);
    unescape(point);
    // Only the hierarchy below `root` is mounted: in a container often this process's group itself.
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(name, root, length) != 0 || (name[length] != '/' && name[length] != 0)) return false;
    struct stat status;
    const char *below = strcmp(name + length, "/") == 0 ? "" : name + length;
    return snprintf(path, size, "%s%s", point, below) < (int)size && stat(path, &status) == 0;
}

int own_memory_cgroup(char *path, size_t size) {
    char name[2048];
    int version = own_name(name, sizeof name);
    FILE *file = version ? fopen("/proc/self/mountinfo", "re") : NULL;
    if (!file) return 0;
    bool found = false;
    char *line = NULL;
    size_t capacity = 0;
    while (!found && getline(&line, &capacity, file) > 0) found = folder_in_mount(line, version, name, path, size);
    free(line);
    fclose(file);
    return found ? version : 0;
}
