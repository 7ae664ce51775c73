// `headroom-train` and `headroom-customers` of a wheel: starts the `headroom` beside it under its own name, which main.c
// reads. A wheel has no symbolic links.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    (void)argc;
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash = length > 0 ? (path[length] = '\0', strrchr(path, '/')) : NULL;
    if (slash && slash - path + sizeof "/headroom" <= sizeof path) {
        char name[PATH_MAX];
        strcpy(name, path);
        strcpy(slash, "/headroom");
        argv[0] = name;
        execv(path, argv);
    }
    fprintf(stderr, "headroom: %s cannot be started: %s\n", slash ? path : "the program", strerror(errno));
    return 126;
}
