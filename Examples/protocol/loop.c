// A training loop in C that reports its steps to Headroom (docs/protocol.md), or trains without it.
//
//     cc -o loop loop.c && headroom sweep -- ./loop
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int connect_to_headroom(void) {
    const char *path = getenv("HEADROOM_EVENTS");
    if (!path) return -1;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int events = socket(AF_UNIX, SOCK_STREAM, 0);
    return connect(events, (struct sockaddr *)&address, sizeof address) == 0 ? events : -1;
}

static void step_ended(int events, long step, long total_samples) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char line[128];
    int length = snprintf(line, sizeof line, "{\"event\":\"step\",\"at\":%.6f,\"step\":%ld,\"totalSamples\":%ld}\n",
                          (double)now.tv_sec + (double)now.tv_nsec * 1e-9, step, total_samples);
    // Events that do not fit into the buffer are dropped: a training never waits for its watcher.
    if (events >= 0) send(events, line, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void train_one_step(long batch_size) { usleep((useconds_t)(2000 + 20 * batch_size)); }

int main(void) {
    const char *asked = getenv("HEADROOM_BATCH_SIZE");
    long batch_size = asked ? atol(asked) : 64;
    int events = connect_to_headroom();
    for (long step = 1; step <= 5000; step++) {
        train_one_step(batch_size);
        step_ended(events, step, step * batch_size);
    }
    return 0;
}
