// Stand-in for NVIDIA's management library on machines without a GPU: the same functions, with known answers.
//
// The tests compile it into libnvidia-ml.so.1, which is found like the real one. Its answers are configured by the
// variable STANDIN_NVML at initialization, as words with a number: "devices=2 latency=2 lost=1.5".
//
//   devices=N     number of devices, like Ampere's data center GPUs
//   latency=MS    time of every call
//   square=S      utilization is 100 for S seconds, then 0 for the same time, and so on
//   jump=S        utilization is 0 and power 100 watts, and 100 and 300 from S seconds on
//   ramp=W        power rises from 100 watts by W watts each second
//   lost=S        after S seconds the last device is lost
//   mig=N         the first device is divided into N slices
//   wsl=1         unknown numbers are all ones
//   wrap=1        byte counters have 32 bits and are about to wrap around
//   gpm=1         performance metrics, as on Hopper
//   throttle=R    fraction of the time with a clock reduced for power
//   init=CODE     return value of the first call
//   skew=S        seconds by which the driver's clock is ahead of the wall clock
//   children=1    the descendants of the library's own process are on every device
//   fail=CODE:FUNCTION   return value of a function; may be repeated
//   total=MIB     memory of each device; 81920 by default, 8192 with state=
//   reserved=MIB  the driver's own part of it; 1024, with state= 256
//   others=MIB    memory that other programs hold of it from the beginning, without being listed; 20480, with state= 0
//   intruder=AT:MIB   from AT seconds on another program holds this amount in addition, as far as there is room
//   state=FOLDER  memory, processes and utilization are those written into a folder by the processes of a training
//                 (standin_state.h): used memory is `others` and the memory held by those that are alive, which are the
//                 listed processes, and utilization is the fraction of a period in which the device worked for them
//   namespaces=1  listed process IDs are those of another namespace, as in a container: 1,000,000 more than here
//   perprocess=0  the driver does not report the memory of each process

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "nvml_binding.h"
#include "standin_state.h"

struct nvml_handle { int index, slice; };
struct nvml_gpm { double at; int index; };

static struct nvml_handle devices[64], slices[8];
// Time of the library's initialization, on the monotonic clock, and the offset of the driver's clock from it.
static double started, offset;
static struct standin_card card;
static struct {
    double devices, latency, square, jump, ramp, lost, mig, wsl, wrap, gpm, throttle, init, skew, children, namespaces,
        perprocess;
    struct { int code; char function[64]; } fail[64];
    int fails;
} is;

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static double age(void) { return seconds(CLOCK_MONOTONIC) - started; }

static void configure(const char *text) {
    static const struct { const char *name; double *value; } numbers[] = {
        {"devices", &is.devices}, {"latency", &is.latency}, {"square", &is.square}, {"jump", &is.jump},
        {"ramp", &is.ramp}, {"lost", &is.lost}, {"mig", &is.mig}, {"wsl", &is.wsl}, {"wrap", &is.wrap},
        {"gpm", &is.gpm}, {"throttle", &is.throttle}, {"init", &is.init}, {"skew", &is.skew}, {"children", &is.children},
        {"namespaces", &is.namespaces}, {"perprocess", &is.perprocess},
    };
    memset(&is, 0, sizeof is);
    is.devices = is.perprocess = 1;
    standin_read(&card, text);
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", text ? text : "");
    for (char *rest = copy, *word; (word = strtok_r(rest, " ", &rest));) {
        char *value = strchr(word, '=');
        if (!value) continue;
        *value++ = 0;
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            if (!strcmp(word, numbers[i].name)) *numbers[i].value = atof(value);
        if (!strcmp(word, "fail") && is.fails < 64) {
            is.fail[is.fails].code = atoi(value);
            char *function = strchr(value, ':');
            snprintf(is.fail[is.fails++].function, 64, "%s", function ? function + 1 : "");
        }
    }
}

static nvml_status call(const char *function, const struct nvml_handle *device) {
    if (is.latency > 0) {
        struct timespec time = {0, (long)(is.latency * 1e6)};
        nanosleep(&time, NULL);
    }
    for (int i = 0; i < is.fails; i++)
        if (!strcmp(is.fail[i].function, function)) return is.fail[i].code;
    if (device && is.lost > 0 && device->index == (int)is.devices - 1 && age() > is.lost) return NVML_GPU_IS_LOST;
    return NVML_OK;
}

#define BEGIN(device) do { nvml_status status = call(__func__, device); if (status) return status; } while (0)

static double utilization_at(double at) {
    if (is.jump > 0) return at >= is.jump ? 100 : 0;
    if (is.square > 0) return (long)(at / is.square) % 2 == 0 ? 100 : 0;
    return 50;
}

// Seconds of work of a device in each hundredth of a second from `first` to `last`, at most STANDIN_SLOTS of them. Work
// of several processes in the same slot is summed.
static void gather_work(int index, int64_t first, int64_t last, double *seconds) {
    memset(seconds, 0, (size_t)(last - first + 1) * sizeof *seconds);
    // Processes that have ended also count: they worked until then.
    for (struct standin_walk walk = standin_begin(&card, index); standin_next(&walk, 0);) {
        struct stat status;
        if (fstat(walk.file, &status) != 0 || (size_t)status.st_size < sizeof(struct standin_state)) continue;
        const struct standin_state *state = mmap(NULL, sizeof *state, PROT_READ, MAP_SHARED, walk.file, 0);
        if (state == MAP_FAILED) continue;
        if (state->worked_until * STANDIN_SLOTS_PER_SECOND >= (double)first)
            for (int64_t number = first; number <= last; number++)
                if (state->slots[number % STANDIN_SLOTS].number == number)
                    seconds[number - first] += state->slots[number % STANDIN_SLOTS].seconds;
        munmap((void *)state, sizeof *state);
    }
    for (int64_t number = first; number <= last; number++)
        if (seconds[number - first] > 1.0 / STANDIN_SLOTS_PER_SECOND)
            seconds[number - first] = 1.0 / STANDIN_SLOTS_PER_SECOND;
}

// Percentage of a period in which a device worked for its processes.
static double work(int index, double at, double period) {
    double from = (started + at - period) * STANDIN_SLOTS_PER_SECOND, until = (started + at) * STANDIN_SLOTS_PER_SECOND;
    if (until - from > STANDIN_SLOTS - 2) from = until - (STANDIN_SLOTS - 2);
    int64_t first = (int64_t)from, last = (int64_t)until;
    double seconds[STANDIN_SLOTS], sum = 0;
    gather_work(index, first, last, seconds);
    for (int64_t number = first; number <= last; number++) {
        double begin = (double)number > from ? (double)number : from, end = (double)(number + 1);
        if (end > until) end = until;
        sum += (end - begin) * seconds[number - first];
    }
    // In hundredths of a percent: exactly one hundred must not become 99 when truncated to an integer.
    return (double)(long)(sum * STANDIN_SLOTS_PER_SECOND / (until - from) * 1e4 + 0.5) / 100;
}

// Mean over a period, as reported by the driver.
static double utilization(int index, double at, double period) {
    if (card.folder[0]) return work(index, at, period);
    double sum = 0;
    for (int i = 0; i < 50; i++) sum += utilization_at(at - period * (i + 0.5) / 50);
    return sum / 50;
}

static double watts(double at) { return 100 + is.ramp * at + (is.jump > 0 && at >= is.jump ? 200 : 0); }
static double joules(double at) { return 100 * at + is.ramp * at * at / 2; }

nvml_status nvmlInit_v2(void) {
    configure(getenv("STANDIN_NVML"));
    started = seconds(CLOCK_MONOTONIC);
    offset = seconds(CLOCK_REALTIME) - started + is.skew;
    int file = card.folder[0] ? standin_open_card(&card) : -1;
    if (file >= 0 && pwrite(file, &started, sizeof started, 0) < 0) perror("STANDIN_NVML");
    if (file >= 0) close(file);
    for (int i = 0; i < 64; i++) devices[i] = (struct nvml_handle){i, -1};
    for (int i = 0; i < 8; i++) slices[i] = (struct nvml_handle){0, i};
    return (nvml_status)is.init;
}

nvml_status nvmlShutdown(void) { return NVML_OK; }
const char *nvmlErrorString(nvml_status status) { return status ? "an error" : "no error"; }

nvml_status nvmlSystemGetDriverVersion(char *text, uint32_t length) {
    BEGIN(NULL);
    snprintf(text, length, "999.1");
    return NVML_OK;
}

nvml_status nvmlDeviceGetCount_v2(uint32_t *count) {
    BEGIN(NULL);
    *count = (uint32_t)is.devices;
    return NVML_OK;
}

nvml_status nvmlDeviceGetHandleByIndex_v2(uint32_t index, nvml_device *device) {
    BEGIN(NULL);
    *device = &devices[index];
    return NVML_OK;
}

nvml_status nvmlDeviceGetUUID(nvml_device device, char *text, uint32_t length) {
    BEGIN(device);
    if (device->slice >= 0) snprintf(text, length, "MIG-%08x-0000-0000-0000-%012x", device->index, device->slice);
    else snprintf(text, length, "GPU-%08x-0000-0000-0000-000000000000", device->index);
    return NVML_OK;
}

nvml_status nvmlDeviceGetName(nvml_device device, char *text, uint32_t length) {
    BEGIN(device);
    snprintf(text, length, "Stand-in %d", device->index);
    return NVML_OK;
}

nvml_status nvmlDeviceGetPciInfo_v3(nvml_device device, struct nvml_pci *pci) {
    BEGIN(device);
    memset(pci, 0, sizeof *pci);
    pci->bus = (uint32_t)device->index + 1;
    return NVML_OK;
}

nvml_status nvmlDeviceGetCudaComputeCapability(nvml_device device, int32_t *major, int32_t *minor) {
    BEGIN(device);
    *major = is.gpm ? 9 : 8;
    *minor = 0;
    return NVML_OK;
}

nvml_status nvmlDeviceGetUtilizationRates(nvml_device device, struct nvml_utilization *rates) {
    BEGIN(device);
    if (device->slice >= 0) return NVML_NOT_SUPPORTED;
    rates->gpu = is.wsl ? UINT32_MAX : (uint32_t)utilization(device->index, age(), 1);
    rates->memory = is.wsl ? UINT32_MAX : rates->gpu / 2;
    return NVML_OK;
}

// The driver records a sample six times a second, and keeps the last 120.
nvml_status nvmlDeviceGetSamples(nvml_device device, int32_t type, uint64_t since, int32_t *value_type, uint32_t *count,
                                 struct nvml_sample *samples) {
    BEGIN(device);
    if (device->slice >= 0 || type != NVML_UTILIZATION_SAMPLES || is.wsl) return NVML_NOT_SUPPORTED;
    double period = 1.0 / 6;
    long last = (long)(age() / period), first = last - 119 > 1 ? last - 119 : 1;
    uint32_t written = 0;
    for (long i = first; i <= last && written < *count; i++) {
        uint64_t at = (uint64_t)((started + i * period + offset) * 1e6);
        if (at <= since) continue;
        samples[written].timestamp = at;
        samples[written++].value.u = (uint32_t)utilization(device->index, i * period, period);
    }
    *value_type = NVML_UINT;
    *count = written;
    return written ? NVML_OK : NVML_NOT_FOUND;
}

static const uint64_t gibibyte = 1ull << 30;

// Bytes of a device used by programs; without the driver's own part.
static uint64_t used_bytes(int index) {
    uint64_t used = standin_others(&card, age()), most = card.total - card.reserved;
    if (card.folder[0]) used += standin_held(&card, index, 0);
    return used < most ? used : most;
}

nvml_status nvmlDeviceGetMemoryInfo(nvml_device device, struct nvml_memory *memory) {
    BEGIN(device);
    uint64_t used = used_bytes(device->index) + card.reserved;
    if (is.wsl) memory->total = memory->free = memory->used = UINT64_MAX;
    else *memory = (struct nvml_memory){card.total, card.total - used, used};
    return NVML_OK;
}

nvml_status nvmlDeviceGetMemoryInfo_v2(nvml_device device, struct nvml_memory_v2 *memory) {
    BEGIN(device);
    if (memory->version != 0x02000028) return NVML_ARGUMENT_VERSION_MISMATCH;
    if (is.wsl) return NVML_NOT_SUPPORTED;
    uint64_t used = used_bytes(device->index), free = card.total - card.reserved - used;
    *memory = (struct nvml_memory_v2){memory->version, card.total, card.reserved, free, used};
    return NVML_OK;
}

nvml_status nvmlDeviceGetPowerUsage(nvml_device device, uint32_t *milliwatts) {
    BEGIN(device);
    *milliwatts = is.wsl ? UINT32_MAX : (uint32_t)(watts(age()) * 1000);
    return NVML_OK;
}

nvml_status nvmlDeviceGetEnforcedPowerLimit(nvml_device device, uint32_t *milliwatts) {
    BEGIN(device);
    *milliwatts = is.wsl ? UINT32_MAX : 700000;
    return NVML_OK;
}

nvml_status nvmlDeviceGetTotalEnergyConsumption(nvml_device device, uint64_t *millijoules) {
    BEGIN(device);
    *millijoules = is.wsl ? UINT64_MAX : (uint64_t)((1e6 + joules(age())) * 1000);
    return NVML_OK;
}

static nvml_status field(struct nvml_field *field) {
    double at = age();
    switch (field->id) {
    case NVML_FIELD_ENERGY:
        field->type = NVML_ULONGLONG;
        field->value.u64 = is.wsl ? UINT64_MAX : (uint64_t)((1e6 + joules(at)) * 1000);
        return NVML_OK;
    case NVML_FIELD_AVERAGE_POWER:
    case NVML_FIELD_INSTANT_POWER:
        field->type = NVML_UINT;
        field->value.u = is.wsl ? UINT32_MAX : (uint32_t)(watts(at) * 1000);
        return NVML_OK;
    case NVML_FIELD_POWER_THROTTLED:
        field->type = NVML_ULONGLONG;
        field->value.u64 = (uint64_t)(is.throttle * at * 1e9);
        return NVML_OK;
    case NVML_FIELD_SOFTWARE_HEAT_THROTTLED:
    case NVML_FIELD_HARDWARE_HEAT_THROTTLED:
    case NVML_FIELD_POWER_BRAKE_THROTTLED:
        field->type = NVML_ULONGLONG;
        field->value.u64 = 0;
        return NVML_OK;
    case NVML_FIELD_PCIE_SENT:
    case NVML_FIELD_PCIE_RECEIVED:
        // A hundred megabytes a second; with 32 bits they wrap around after half a second.
        field->type = is.wrap ? NVML_UINT : NVML_ULONGLONG;
        if (is.wrap) field->value.u = (uint32_t)((1ull << 32) - 50000000 + (uint64_t)(at * 1e8));
        else field->value.u64 = (uint64_t)(at * 1e8);
        return NVML_OK;
    default: return NVML_NOT_SUPPORTED;
    }
}

nvml_status nvmlDeviceGetFieldValues(nvml_device device, int32_t count, struct nvml_field *fields) {
    BEGIN(device);
    for (int32_t i = 0; i < count; i++) {
        fields[i].value.u64 = 0;
        fields[i].status = device->slice >= 0 ? NVML_NOT_SUPPORTED : field(&fields[i]);
    }
    return NVML_OK;
}

nvml_status nvmlDeviceGetClockInfo(nvml_device device, int32_t clock, uint32_t *megahertz) {
    BEGIN(device);
    *megahertz = clock == NVML_CLOCK_SM ? 1200 : 2600;
    return NVML_OK;
}

nvml_status nvmlDeviceGetMaxClockInfo(nvml_device device, int32_t clock, uint32_t *megahertz) {
    BEGIN(device);
    *megahertz = clock == NVML_CLOCK_SM ? 1980 : 2619;
    return NVML_OK;
}

nvml_status nvmlDeviceGetTemperature(nvml_device device, int32_t sensor, uint32_t *celsius) {
    BEGIN(device);
    *celsius = 61;
    return NVML_OK;
}

nvml_status nvmlDeviceGetCurrentClocksEventReasons(nvml_device device, uint64_t *reasons) {
    BEGIN(device);
    *reasons = is.throttle > 0 ? NVML_REASON_POWER_CAP : 0;
    return NVML_OK;
}

// Parent of a process; 0 where there is none.
static int parent(int process) {
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = 0;
    char *end = strrchr(text, ')');
    return end ? (int)strtol(end + 3, NULL, 10) : 0;
}

static uint32_t descendants(struct nvml_process *processes, uint32_t room) {
    uint32_t count = 0;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry; folder && count < room && (entry = readdir(folder));) {
        int process = atoi(entry->d_name);
        // Its own children are supervisors, which use no device.
        for (int up = process; up > 1; up = parent(up))
            if (up == getpid() && process != up && parent(process) != up) {
                processes[count++] = (struct nvml_process){(uint32_t)process, gibibyte, UINT32_MAX, UINT32_MAX};
                break;
            }
    }
    if (folder) closedir(folder);
    return count;
}

// Processes from the folder; continues counting beyond `room`.
static uint32_t written(int index, struct nvml_process *processes, uint32_t room) {
    uint32_t count = 0;
    for (struct standin_walk walk = standin_begin(&card, index); standin_next(&walk, 0);) {
        uint64_t bytes = standin_bytes(&walk);
        if (bytes == 0) continue;
        if (count < room)
            processes[count] = (struct nvml_process){(uint32_t)walk.process, bytes, UINT32_MAX, UINT32_MAX};
        count++;
    }
    return count;
}

nvml_status nvmlDeviceGetComputeRunningProcesses_v3(nvml_device device, uint32_t *count, struct nvml_process *processes) {
    BEGIN(device);
    uint32_t room = *count;
    if (card.folder[0]) {
        *count = written(device->index, processes, room);
    } else if (is.children > 0) {
        *count = descendants(processes, room);
    } else {
        *count = 1;
        // The first process of a machine never belongs to the training.
        if (room > 0) processes[0] = (struct nvml_process){1, 3 * gibibyte, UINT32_MAX, UINT32_MAX};
    }
    for (uint32_t i = 0; i < *count && i < room; i++) {
        if (is.namespaces > 0) processes[i].pid += 1000000;
        if (is.wsl || is.perprocess <= 0) processes[i].used = UINT64_MAX;
    }
    return *count > room ? NVML_INSUFFICIENT_SIZE : NVML_OK;
}

nvml_status nvmlDeviceGetGraphicsRunningProcesses_v3(nvml_device device, uint32_t *count, struct nvml_process *processes) {
    BEGIN(device);
    *count = 0;
    return NVML_OK;
}

nvml_status nvmlDeviceGetMigMode(nvml_device device, uint32_t *now, uint32_t *pending) {
    BEGIN(device);
    *now = *pending = is.mig > 0 && device->index == 0;
    return NVML_OK;
}

nvml_status nvmlDeviceGetMaxMigDeviceCount(nvml_device device, uint32_t *count) {
    BEGIN(device);
    *count = 7;
    return NVML_OK;
}

nvml_status nvmlDeviceGetMigDeviceHandleByIndex(nvml_device device, uint32_t index, nvml_device *slice) {
    BEGIN(device);
    if (index >= (uint32_t)is.mig) return NVML_NOT_FOUND;
    *slice = &slices[index];
    return NVML_OK;
}

nvml_status nvmlDeviceGetGpuInstanceId(nvml_device device, uint32_t *instance) {
    BEGIN(device);
    *instance = (uint32_t)device->slice + 1;
    return NVML_OK;
}

nvml_status nvmlGpmQueryDeviceSupport(nvml_device device, struct nvml_gpm_support *support) {
    BEGIN(device);
    if (support->version != 1) return NVML_ARGUMENT_VERSION_MISMATCH;
    support->supported = is.gpm > 0;
    return NVML_OK;
}

nvml_status nvmlGpmSampleAlloc(nvml_gpm_sample *sample) {
    BEGIN(NULL);
    *sample = calloc(1, sizeof **sample);
    return NVML_OK;
}

nvml_status nvmlGpmSampleFree(nvml_gpm_sample sample) {
    free(sample);
    return NVML_OK;
}

nvml_status nvmlGpmSampleGet(nvml_device device, nvml_gpm_sample sample) {
    BEGIN(device);
    *sample = (struct nvml_gpm){age(), device->index};
    return NVML_OK;
}

nvml_status nvmlGpmMigSampleGet(nvml_device device, uint32_t instance, nvml_gpm_sample sample) {
    BEGIN(device);
    *sample = (struct nvml_gpm){age(), device->index};
    return instance >= 1 ? NVML_OK : NVML_BAD_ARGUMENT;
}

nvml_status nvmlGpmMetricsGet(struct nvml_gpm_request *request) {
    BEGIN(NULL);
    if (request->version != 1) return NVML_ARGUMENT_VERSION_MISMATCH;
    double period = request->second->at - request->first->at;
    if (period <= 0) return NVML_BAD_ARGUMENT;
    double busy = utilization(request->second->index, request->second->at, period);
    for (uint32_t i = 0; i < request->count; i++) {
        struct nvml_gpm_metric *metric = &request->metrics[i];
        metric->status = NVML_OK;
        switch (metric->id) {
        case NVML_GPM_SM_ACTIVITY: metric->value = 0.6 * busy; break;
        case NVML_GPM_SM_OCCUPANCY: metric->value = 0.3 * busy; break;
        case NVML_GPM_TENSOR: metric->value = 0.2 * busy; break;
        case NVML_GPM_MEMORY_BANDWIDTH: metric->value = 0.4 * busy; break;
        default: metric->status = NVML_NOT_SUPPORTED;
        }
    }
    return NVML_OK;
}
