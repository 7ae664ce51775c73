// Stand-in for NVIDIA's library (Tests/StandInNVML), with additional functions used by other tools, and a call counter.
//
// Calls are counted by function in the file given by STANDIN_CALLS, for all processes that use the library together.

#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void tally(const char *function, double started);

// The stand-in sleeps in each call, in a function with these variables in scope: calls are counted there.
#define nanosleep(time, rest) (tally(function, started), nanosleep(time, rest))
// Some tools require all devices of a machine to have the same name.
#define nvmlDeviceGetName numbered_name
#include "../../Tests/StandInNVML/nvml.c"
#undef nanosleep
#undef nvmlDeviceGetName

struct calls {
    // Time of the library's first initialization, on the monotonic clock.
    double started;
    atomic_flag taken;
    struct { char function[56]; uint64_t count; } of[128];
};

static struct calls *calls;

// Before the first call, since a process may have several threads by then.
__attribute__((constructor)) static void share(void) {
    const char *path = getenv("STANDIN_CALLS");
    int file = path ? open(path, O_RDWR) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED) calls = shared;
}

static void tally(const char *function, double started) {
    if (!calls) return;
    while (atomic_flag_test_and_set(&calls->taken)) sched_yield();
    if (!calls->started) calls->started = started;
    for (int i = 0; i < 128; i++) {
        if (!calls->of[i].function[0]) strncpy(calls->of[i].function, function, sizeof calls->of[i].function - 1);
        if (strcmp(calls->of[i].function, function)) continue;
        calls->of[i].count++;
        break;
    }
    atomic_flag_clear(&calls->taken);
}

// Like the real one, it is initialized once, on repeated calls too.
nvml_status nvmlInitWithFlags(uint32_t flags) {
    if (!started) nvmlInit_v2();
    BEGIN(NULL);
    return NVML_OK;
}

nvml_status nvmlDeviceGetName(nvml_device device, char *text, uint32_t length) {
    BEGIN(device);
    snprintf(text, length, "Stand-in");
    return NVML_OK;
}

#define ANSWER(function, type, value) \
    nvml_status function(nvml_device device, type *answer) { BEGIN(device); *answer = value; return NVML_OK; }

ANSWER(nvmlDeviceGetIndex, uint32_t, (uint32_t)device->index)
ANSWER(nvmlDeviceGetFanSpeed, uint32_t, 30)
ANSWER(nvmlDeviceGetPowerManagementLimit, uint32_t, 700000)
ANSWER(nvmlDeviceGetPerformanceState, int32_t, 0)
ANSWER(nvmlDeviceGetDisplayMode, int32_t, 0)
ANSWER(nvmlDeviceGetDisplayActive, int32_t, 0)
ANSWER(nvmlDeviceGetPersistenceMode, int32_t, 1)
ANSWER(nvmlDeviceGetComputeMode, int32_t, 0)
ANSWER(nvmlDeviceGetArchitecture, uint32_t, 9)
ANSWER(nvmlDeviceIsMigDeviceHandle, uint32_t, device->slice >= 0)


// Functions that such a device or system does not support.
#define REFUSE(function) \
    nvml_status function(nvml_device device) { BEGIN(device); return NVML_NOT_SUPPORTED; }

REFUSE(nvmlDeviceGetC2cModeInfoV)
REFUSE(nvmlDeviceGetDriverModel)
REFUSE(nvmlDeviceGetDriverModel_v2)

nvml_status nvmlSystemGetCudaDriverVersion(int32_t *version) {
    BEGIN(NULL);
    *version = 13000;
    return NVML_OK;
}

nvml_status nvmlDeviceGetEncoderUtilization(nvml_device device, uint32_t *percent, uint32_t *microseconds) {
    BEGIN(device);
    *percent = 0;
    *microseconds = 167000;
    return NVML_OK;
}

nvml_status nvmlDeviceGetDecoderUtilization(nvml_device device, uint32_t *percent, uint32_t *microseconds) {
    BEGIN(device);
    *percent = 0;
    *microseconds = 167000;
    return NVML_OK;
}

// The real one takes 20 ms, during which it counts.
nvml_status nvmlDeviceGetPcieThroughput(nvml_device device, int32_t direction, uint32_t *kilobytes) {
    BEGIN(device);
    *kilobytes = 100000;
    return NVML_OK;
}

nvml_status nvmlDeviceGetTotalEccErrors(nvml_device device, int32_t kind, int32_t counter, uint64_t *errors) {
    BEGIN(device);
    *errors = 0;
    return NVML_OK;
}

struct nvml_temperature { uint32_t version; int32_t sensor, celsius; };

nvml_status nvmlDeviceGetTemperatureV(nvml_device device, struct nvml_temperature *temperature) {
    BEGIN(device);
    temperature->celsius = 61;
    return NVML_OK;
}

struct nvml_process_utilization { uint32_t pid; uint64_t timestamp; uint32_t sm, memory, encoder, decoder; };

nvml_status nvmlDeviceGetProcessUtilization(nvml_device device, struct nvml_process_utilization *processes,
                                            uint32_t *count, uint64_t since) {
    BEGIN(device);
    *count = 1;
    if (!processes) return NVML_INSUFFICIENT_SIZE;
    processes[0] = (struct nvml_process_utilization){1, (uint64_t)((started + age() + offset) * 1e6), 50, 25, 0, 0};
    return NVML_OK;
}
