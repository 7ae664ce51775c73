#pragma once

/// Bindings to the NVML functions used by Headroom; the library is loaded at run time, so no NVIDIA header is needed.
///
/// Layouts and numbers follow NVML's documented interface (version 13). Functions missing in the loaded library are
/// NULL.

#include <stddef.h>
#include <stdint.h>

typedef struct nvml_handle *nvml_device;
typedef struct nvml_gpm *nvml_gpm_sample;
typedef int32_t nvml_status;

enum {
    NVML_OK = 0,
    NVML_UNINITIALIZED = 1,
    NVML_BAD_ARGUMENT = 2,
    NVML_NOT_SUPPORTED = 3,
    NVML_NO_PERMISSION = 4,
    NVML_NOT_FOUND = 6,
    NVML_INSUFFICIENT_SIZE = 7,
    NVML_DRIVER_NOT_LOADED = 9,
    NVML_LIBRARY_NOT_FOUND = 12,
    NVML_FUNCTION_NOT_FOUND = 13,
    NVML_GPU_IS_LOST = 15,
    NVML_VERSION_MISMATCH = 18,
    NVML_ARGUMENT_VERSION_MISMATCH = 25,
    NVML_UNKNOWN = 999,
};

struct nvml_utilization { uint32_t gpu, memory; };
struct nvml_memory { uint64_t total, free, used; };
struct nvml_memory_v2 { uint32_t version; uint64_t total, reserved, free, used; };
struct nvml_process { uint32_t pid; uint64_t used; uint32_t gpu_instance, compute_instance; };
struct nvml_pci {
    char legacy_bus_id[16];
    uint32_t domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
};

union nvml_value { double d; int32_t i; uint32_t u; uint64_t u64; int64_t i64; uint16_t u16; };
enum { NVML_DOUBLE, NVML_UINT, NVML_ULONG, NVML_ULONGLONG, NVML_LONGLONG, NVML_INT, NVML_USHORT };

/// Sample of the driver's ring buffer; its time is wall-clock time in microseconds.
struct nvml_sample { uint64_t timestamp; union nvml_value value; };
enum { NVML_UTILIZATION_SAMPLES = 1, NVML_MEMORY_ACTIVITY_SAMPLES = 2 };

struct nvml_field {
    uint32_t id, scope;
    int64_t timestamp, latency;
    int32_t type;
    nvml_status status;
    union nvml_value value;
};
enum {
    NVML_FIELD_POWER_THROTTLED = 74,
    NVML_FIELD_HEAT_THROTTLED = 75,
    NVML_FIELD_ENERGY = 83,
    NVML_FIELD_AVERAGE_POWER = 185,
    NVML_FIELD_INSTANT_POWER = 186,
    NVML_FIELD_PCIE_SENT = 197,
    NVML_FIELD_PCIE_RECEIVED = 198,
    NVML_FIELD_SOFTWARE_HEAT_THROTTLED = 269,
    NVML_FIELD_HARDWARE_HEAT_THROTTLED = 270,
    NVML_FIELD_POWER_BRAKE_THROTTLED = 271,
};

enum { NVML_CLOCK_SM = 1, NVML_CLOCK_MEMORY = 2 };

/// Reasons for a clock below its maximum.
enum {
    NVML_REASON_POWER_CAP = 0x4,
    NVML_REASON_HARDWARE_SLOWDOWN = 0x8,
    NVML_REASON_SOFTWARE_HEAT = 0x20,
    NVML_REASON_HARDWARE_HEAT = 0x40,
    NVML_REASON_POWER_BRAKE = 0x80,
};

struct nvml_gpm_support { uint32_t version, supported; };
struct nvml_gpm_metric {
    uint32_t id;
    nvml_status status;
    double value;
    const char *names[3];
};
/// Room for all metrics, since the library may know more than these; it writes only the requested ones.
struct nvml_gpm_request {
    uint32_t version, count;
    nvml_gpm_sample first, second;
    struct nvml_gpm_metric metrics[512];
};
enum { NVML_GPM_SM_ACTIVITY = 2, NVML_GPM_SM_OCCUPANCY = 3, NVML_GPM_TENSOR = 5, NVML_GPM_MEMORY_BANDWIDTH = 10 };

struct nvml_library {
    nvml_status (*init)(void);
    nvml_status (*shutdown)(void);
    const char *(*error_string)(nvml_status);
    nvml_status (*driver_version)(char *, uint32_t);
    nvml_status (*device_count)(uint32_t *);
    nvml_status (*device_by_index)(uint32_t, nvml_device *);
    nvml_status (*uuid)(nvml_device, char *, uint32_t);
    nvml_status (*name)(nvml_device, char *, uint32_t);
    nvml_status (*pci)(nvml_device, struct nvml_pci *);
    nvml_status (*compute_capability)(nvml_device, int32_t *, int32_t *);
    nvml_status (*utilization)(nvml_device, struct nvml_utilization *);
    nvml_status (*samples)(nvml_device, int32_t, uint64_t, int32_t *, uint32_t *, struct nvml_sample *);
    nvml_status (*memory)(nvml_device, struct nvml_memory *);
    nvml_status (*memory_v2)(nvml_device, struct nvml_memory_v2 *);
    nvml_status (*power)(nvml_device, uint32_t *);
    nvml_status (*power_limit)(nvml_device, uint32_t *);
    nvml_status (*energy)(nvml_device, uint64_t *);
    nvml_status (*fields)(nvml_device, int32_t, struct nvml_field *);
    nvml_status (*clock)(nvml_device, int32_t, uint32_t *);
    nvml_status (*greatest_clock)(nvml_device, int32_t, uint32_t *);
    nvml_status (*temperature)(nvml_device, int32_t, uint32_t *);
    nvml_status (*clock_reasons)(nvml_device, uint64_t *);
    nvml_status (*processes)(nvml_device, uint32_t *, struct nvml_process *);
    nvml_status (*graphics_processes)(nvml_device, uint32_t *, struct nvml_process *);
    nvml_status (*mig_mode)(nvml_device, uint32_t *, uint32_t *);
    nvml_status (*mig_count)(nvml_device, uint32_t *);
    nvml_status (*mig_device)(nvml_device, uint32_t, nvml_device *);
    nvml_status (*gpu_instance)(nvml_device, uint32_t *);
    nvml_status (*gpm_support)(nvml_device, struct nvml_gpm_support *);
    nvml_status (*gpm_allocate)(nvml_gpm_sample *);
    nvml_status (*gpm_free)(nvml_gpm_sample);
    nvml_status (*gpm_sample)(nvml_device, nvml_gpm_sample);
    nvml_status (*gpm_mig_sample)(nvml_device, uint32_t, nvml_gpm_sample);
    nvml_status (*gpm_metrics)(struct nvml_gpm_request *);
};

/// Opens a library and looks up its functions.
///
/// Returns NULL, with the reason in `message`, if it cannot be opened or is not NVML. An opened library is never
/// closed.
const struct nvml_library *nvml_open(const char *path, char *message, size_t length);
