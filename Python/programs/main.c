// The three programs of a wheel in one file, as busybox has its own: each of them carries the Swift runtime, Foundation
// and ICU, which are nine tenths of its size. The last part of argv[0] says which one is meant.
#include <string.h>

int headroom_main(int argc, char **argv);
int headroom_train_main(int argc, char **argv);
int headroom_customers_main(int argc, char **argv);

int main(int argc, char **argv) {
    const char *name = argc > 0 ? argv[0] : "headroom";
    const char *slash = strrchr(name, '/');
    if (slash) name = slash + 1;
    if (strcmp(name, "headroom-train") == 0) return headroom_train_main(argc, argv);
    if (strcmp(name, "headroom-customers") == 0) return headroom_customers_main(argc, argv);
    return headroom_main(argc, argv);
}
