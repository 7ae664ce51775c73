// Training process with known laws: a step actually sleeps a + c b and actually allocates F + s b bytes. With
// --misbehave it simulates a faulty training command. It ends by itself after --limit-seconds.
//
// Usage: known-laws --batch-size N [--fixed-seconds A] [--seconds-per-sample C] [--fixed-bytes F]
//                   [--bytes-per-sample S] [--convex-bytes Q] [--noise RATIO] [--warmup STEPS]
//                   [--training-samples N] [--steps N] [--device NAME] [--obeys 1] [--misbehave WHAT]
//                   [the options of device.h]
//
// --epoch-steps K ends an epoch after each K steps, with an evaluation that takes
// --evaluation-bytes plus --evaluation-bytes-per-sample for each sample of the batch, for --evaluation-seconds.
// --fails-at N fails at batch size N, after --fails-step steps. --slow-seconds S makes steps ten times as long for S
// seconds.
//
// With --device cuda:N on a device shared with the stand-in for NVIDIA's library, it uses that device's memory and
// gives it work; device.h has the options.
//
// With --rays R each sample has R points, each of which takes --seconds-per-point and --bytes-per-point.
//
// --own-batch-size N is its batch size if none is requested.
// --start-seconds S is the time to load its framework, before it allocates any memory.
// With --obeys 1 it changes its batch size between two steps, when requested on the socket.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "device.h"

static int events = -1;

static void say(const char *line) {
    if (events >= 0 && send(events, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) exit(0);
}

static void connect_events(void) {
    const char *path = getenv("HEADROOM_EVENTS");
    if (!path) return;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    events = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(events, (struct sockaddr *)&address, sizeof address) != 0) {
        close(events);
        events = -1;
    }
}

// Batch size requested by Headroom since the last call, or 0.
static long asked(void) {
    char text[512];
    ssize_t count = recv(events, text, sizeof text - 1, MSG_DONTWAIT);
    if (count <= 0) return 0;
    text[count] = 0;
    const char *found = strstr(text, "\"batchSize\":");
    return found ? atol(found + strlen("\"batchSize\":")) : 0;
}

// Allocates memory like an allocator, and touches every page of it.
static void *take(size_t bytes) {
    if (bytes == 0) return NULL;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "known-laws: DefaultCPUAllocator: can't allocate memory: you tried to allocate %zu bytes\n", bytes);
        exit(1);
    }
    for (size_t at = 0; at < bytes; at += 4096) ((char *)memory)[at] = 1;
    return memory;
}

int main(int count, char **arguments) {
    const char *device = "cpu";
    double fixed_seconds = 0.002, seconds_per_sample = 0, noise = 0, limit_seconds = 60;
    double fixed_bytes = 0, bytes_per_sample = 0, convex_bytes = 0;
    double evaluation_bytes = 0, evaluation_bytes_per_sample = 0, evaluation_seconds = 0.02, slow_seconds = 0, start_seconds = 0;
    double rays = 1, seconds_per_point = 0, bytes_per_point = 0;
    long epoch_steps = 0, fails_at = -1, fails_step = 0;
    long batch_size = 0, own_batch_size = 0, warmup = 0, training_samples = 0, steps = 1000000, obeys = 0;
    const char *misbehave = "";
    if (getenv("HEADROOM_BATCH_SIZE")) batch_size = atol(getenv("HEADROOM_BATCH_SIZE"));
    for (int index = 1; index + 1 < count; index += 2) {
        const char *name = arguments[index], *value = arguments[index + 1];
        if (!strcmp(name, "--batch-size")) batch_size = atol(value);
        else if (!strcmp(name, "--start-seconds")) start_seconds = atof(value);
        else if (!strcmp(name, "--own-batch-size")) own_batch_size = atol(value);
        else if (!strcmp(name, "--fixed-seconds")) fixed_seconds = atof(value);
        else if (!strcmp(name, "--seconds-per-sample")) seconds_per_sample = atof(value);
        else if (!strcmp(name, "--fixed-bytes")) fixed_bytes = atof(value);
        else if (!strcmp(name, "--bytes-per-sample")) bytes_per_sample = atof(value);
        else if (!strcmp(name, "--convex-bytes")) convex_bytes = atof(value);
        else if (!strcmp(name, "--rays")) rays = atof(value);
        else if (!strcmp(name, "--seconds-per-point")) seconds_per_point = atof(value);
        else if (!strcmp(name, "--bytes-per-point")) bytes_per_point = atof(value);
        else if (!strcmp(name, "--noise")) noise = atof(value);
        else if (!strcmp(name, "--warmup")) warmup = atol(value);
        else if (!strcmp(name, "--training-samples")) training_samples = atol(value);
        else if (!strcmp(name, "--evaluation-bytes")) evaluation_bytes = atof(value);
        else if (!strcmp(name, "--evaluation-bytes-per-sample")) evaluation_bytes_per_sample = atof(value);
        else if (!strcmp(name, "--evaluation-seconds")) evaluation_seconds = atof(value);
        else if (!strcmp(name, "--epoch-steps")) epoch_steps = atol(value);
        else if (!strcmp(name, "--fails-at")) fails_at = atol(value);
        else if (!strcmp(name, "--fails-step")) fails_step = atol(value);
        else if (!strcmp(name, "--slow-seconds")) slow_seconds = atof(value);
        else if (!strcmp(name, "--steps")) steps = atol(value);
        else if (!strcmp(name, "--device")) device = value;
        else if (!strcmp(name, "--obeys")) obeys = atol(value);
        else if (!strcmp(name, "--limit-seconds")) limit_seconds = atof(value);
        else if (!strcmp(name, "--misbehave")) misbehave = value;
        else if (!device_option(name, value)) {
            fprintf(stderr, "known-laws: unknown option %s %s\n", name, value);
            return 2;
        }
    }
    double started = now();
    usleep((useconds_t)(start_seconds * 1e6));
    unsigned long long state = (unsigned long long)(started * 1e9) ^ (unsigned long long)getpid();
    long first_step = 0;

    if (!strcmp(misbehave, "exit")) return 0;
    if (!strcmp(misbehave, "fail")) {
        fprintf(stderr, "Traceback: the data set is not where it should be\n");
        return 7;
    }
    if (!strcmp(misbehave, "crash")) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (!strcmp(misbehave, "ignore-terminate")) signal(SIGTERM, SIG_IGN);
    if (!strcmp(misbehave, "silent")) events = -2;
    if (!strcmp(misbehave, "resume")) first_step = 500;
    if (!strcmp(misbehave, "grandchild") && fork() == 0) {
        setsid();
        signal(SIGTERM, SIG_IGN);
        if (fork() == 0) sleep((unsigned)limit_seconds);
        sleep((unsigned)limit_seconds);
        _exit(0);
    }
    if (events != -2) connect_events();
    if (!strcmp(misbehave, "hang")) sleep((unsigned)limit_seconds);
    if (!strcmp(misbehave, "rubbish")) {
        while (now() - started < limit_seconds) {
            say("{\"event\":\"step\",\"at\":oops}\nhello world\n\x01\x02\xff\n");
            usleep(20000);
        }
        return 0;
    }

    long size = !strcmp(misbehave, "ignore-batch") ? 32 : batch_size > 0 ? batch_size : own_batch_size;
    if (size <= 0) {
        fprintf(stderr, "known-laws: --batch-size is required\n");
        return 2;
    }
    if (training_samples > 0 && size > training_samples) size = training_samples;
    char line[512];
    snprintf(line, sizeof line,
             "{\"event\":\"hello\",\"protocol\":1,\"pid\":%d,\"rank\":0,\"worldSize\":1,\"framework\":\"known-laws\","
             "\"device\":\"%s\",\"batchSizeSetBy\":\"argument\",\"canSetBatchSize\":%s,\"step\":%ld",
             getpid(), device, obeys ? "true" : "false", first_step);
    say(line);
    if (training_samples > 0) {
        snprintf(line, sizeof line, ",\"trainingSamples\":%ld", training_samples);
        say(line);
    }
    if (epoch_steps > 0) say(",\"reportsPhases\":true");
    say("}\n");

    void *fixed = take((size_t)fixed_bytes);
    (void)fixed;
    device_open(device);
    long queue = device_queue_length();
    long total = first_step * size;
    // Steps end by one schedule: late wakeups of this process do not make the law slower.
    double due = now(), last = due;
    for (long step = first_step + 1; step <= first_step + steps && now() - started < limit_seconds; step++) {
        double begin = due;
        if (size == fails_at && step > fails_step) {
            fprintf(stderr, "ValueError: Expected more than 1 value per channel when training\n");
            return 1;
        }
        double points = rays * (double)size;
        size_t bytes = (size_t)(bytes_per_sample * (double)size + bytes_per_point * points + convex_bytes * (double)size * (double)size);
        void *activations = take(bytes);
        double slower = device_step(step, size);
        double span = fixed_seconds + seconds_per_sample * (double)size + seconds_per_point * points;
        if (step <= first_step + warmup) span *= 5;
        if (now() - started < slow_seconds) span *= 10;
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        span *= 1 + noise * ((double)(state >> 33) / (double)(1ULL << 31) * 2 - 1);
        span *= slower;
        if (queue > 0) device_enqueue(span);
        else device_work(begin, begin + span);
        // Releasing memory also takes time, which belongs to the step.
        if (queue == 0) device_wait(begin + 0.8 * span);
        if (activations) munmap(activations, bytes);
        due = queue > 0 ? now() : due + span;
        device_wait(due);
        total += size;
        double end = now();
        if (device_memory_line(line, sizeof line, step)) say(line);
        snprintf(line, sizeof line,
                 "{\"event\":\"step\",\"at\":%.6f,\"step\":%ld,\"totalSamples\":%ld,\"samples\":%ld,"
                 "\"seconds\":%.6f%s}\n",
                 end, step, total, size, end - last, queue > 0 ? ",\"synchronized\":false" : "");
        last = end;
        say(line);
        if (!strcmp(misbehave, "skip") && size > 64 && step > 2) {
            fprintf(stderr, "WARNING: CUDA out of memory. Tried to allocate 2.00 GiB, leaving the batch out\n");
        }
        if (epoch_steps > 0 && step % epoch_steps == 0) {
            snprintf(line, sizeof line,
                     "{\"event\":\"epoch\",\"at\":%.6f,\"step\":%ld}\n"
                     "{\"event\":\"phase\",\"at\":%.6f,\"step\":%ld,\"phase\":\"evaluation\"}\n",
                     end, step, end, step);
            say(line);
            size_t held_bytes = (size_t)(evaluation_bytes + evaluation_bytes_per_sample * (double)size);
            void *held = take(held_bytes);
            device_enqueue(evaluation_seconds * device_evaluation(size));
            device_finish();
            if (held) munmap(held, held_bytes);
            due = last = now();
            if (device_memory_line(line, sizeof line, step)) say(line);
            snprintf(line, sizeof line, "{\"event\":\"phase\",\"at\":%.6f,\"step\":%ld,\"phase\":\"training\"}\n",
                     last, step);
            say(line);
        }
        long other = obeys && strcmp(misbehave, "deaf") ? asked() : 0;
        if (other > 0) {
            size = training_samples > 0 && other > training_samples ? training_samples : other;
            snprintf(line, sizeof line, "{\"event\":\"batchSize\",\"batchSize\":%ld,\"fromStep\":%ld}\n", other, step + 1);
            say(line);
            if (!strcmp(misbehave, "die-changed")) return 1;
        }
        if (!strcmp(misbehave, "die") && step == 20) {
            fprintf(stderr, "RuntimeError: the loss is not a number\n");
            return 1;
        }
        if (!strcmp(misbehave, "stall") && step == 20) sleep((unsigned)limit_seconds);
        // An evaluation that reports nothing, and one that writes occasionally and waits for another machine.
        if (step == 20 && (!strcmp(misbehave, "compute") || !strcmp(misbehave, "mutter"))) {
            for (double end = now() + 6; now() < end;) {
                if (!strcmp(misbehave, "compute")) continue;
                puts("evaluating");
                fflush(stdout);
                usleep(500000);
            }
            due = last = now();
        }
    }
    device_finish();
    say("{\"event\":\"end\",\"step\":0,\"totalSamples\":0}\n");
    return 0;
}
