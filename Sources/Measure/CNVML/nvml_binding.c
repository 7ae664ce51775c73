#include "nvml_binding.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name { size_t offset; const char *symbols[2]; };

#define NAMES(member, ...) {offsetof(struct nvml_library, member), {__VA_ARGS__}}

/// Symbols of each function: the newest version with the signature above, and an equivalent older one.
static const struct name names[] = {
    NAMES(init, "nvmlInit_v2", "nvmlInit"),
    NAMES(shutdown, "nvmlShutdown"),
    NAMES(error_string, "nvmlErrorString"),
    NAMES(driver_version, "nvmlSystemGetDriverVersion"),
    NAMES(device_count, "nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"),
    NAMES(device_by_index, "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex"),
    NAMES(uuid, "nvmlDeviceGetUUID"),
    NAMES(name, "nvmlDeviceGetName"),
    NAMES(pci, "nvmlDeviceGetPciInfo_v3"),
    NAMES(compute_capability, "nvmlDeviceGetCudaComputeCapability"),
    NAMES(utilization, "nvmlDeviceGetUtilizationRates"),
    NAMES(samples, "nvmlDeviceGetSamples"),
    NAMES(memory, "nvmlDeviceGetMemoryInfo"),
    NAMES(memory_v2, "nvmlDeviceGetMemoryInfo_v2"),
    NAMES(power, "nvmlDeviceGetPowerUsage"),
    NAMES(power_limit, "nvmlDeviceGetEnforcedPowerLimit"),
    NAMES(energy, "nvmlDeviceGetTotalEnergyConsumption"),
    NAMES(fields, "nvmlDeviceGetFieldValues"),
    NAMES(clock, "nvmlDeviceGetClockInfo"),
    NAMES(greatest_clock, "nvmlDeviceGetMaxClockInfo"),
    NAMES(temperature, "nvmlDeviceGetTemperature"),
    NAMES(clock_reasons, "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons"),
    NAMES(processes, "nvmlDeviceGetComputeRunningProcesses_v3"),
    NAMES(graphics_processes, "nvmlDeviceGetGraphicsRunningProcesses_v3"),
    NAMES(mig_mode, "nvmlDeviceGetMigMode"),
    NAMES(mig_count, "nvmlDeviceGetMaxMigDeviceCount"),
    NAMES(mig_device, "nvmlDeviceGetMigDeviceHandleByIndex"),
    NAMES(gpu_instance, "nvmlDeviceGetGpuInstanceId"),
    NAMES(gpm_support, "nvmlGpmQueryDeviceSupport"),
    NAMES(gpm_allocate, "nvmlGpmSampleAlloc"),
    NAMES(gpm_free, "nvmlGpmSampleFree"),
    NAMES(gpm_sample, "nvmlGpmSampleGet"),
    NAMES(gpm_mig_sample, "nvmlGpmMigSampleGet"),
    NAMES(gpm_metrics, "nvmlGpmMetricsGet"),
};

const struct nvml_library *nvml_open(const char *path, char *message, size_t length) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(message, length, "%s", dlerror());
        return NULL;
    }
    struct nvml_library *functions = calloc(1, sizeof *functions);
    for (size_t i = 0; functions && i < sizeof names / sizeof *names; i++)
        for (size_t j = 0; j < 2 && names[i].symbols[j]; j++) {
            void *function = dlsym(library, names[i].symbols[j]);
            if (!function) continue;
            memcpy((char *)functions + names[i].offset, &function, sizeof function);
            break;
        }
    if (functions && functions->init && functions->device_count && functions->device_by_index) return functions;
    snprintf(message, length, "%s is not NVIDIA's management library", path);
    free(functions);
    dlclose(library);
    return NULL;
}
