import CNVML
import HeadroomCore

/// GPU performance monitoring metrics (GPM) of Hopper and newer devices: averages between two samples.
final class NVMLPerformance {
    private let library: NVMLLibrary
    private let device: nvml_device
    /// MIG slice; nil for the whole device.
    private let gpuInstance: UInt32?
    private var before: nvml_gpm_sample
    private var after: nvml_gpm_sample
    private var sampledAt: Double?
    private let request = UnsafeMutablePointer<nvml_gpm_request>.allocate(capacity: 1)

    private static let metrics: [(id: Int, signal: Signal)] = [
        (NVML_GPM_SM_ACTIVITY, .smActivity), (NVML_GPM_SM_OCCUPANCY, .smOccupancy), (NVML_GPM_TENSOR, .tensorActivity),
        (NVML_GPM_MEMORY_BANDWIDTH, .memoryBandwidthUtilization),
    ]

    /// Signals that only these metrics provide.
    static var signals: [Signal] { metrics.map(\.signal) }

    /// Throws the reason if the device or the library does not support them.
    init(_ library: NVMLLibrary, device: nvml_device, gpuInstance: UInt32?) throws(NVMLRefusal) {
        let functions = library.functions
        let missing = NVMLRefusal(status: NVML_FUNCTION_NOT_FOUND.status)
        guard functions.gpm_metrics != nil, let support = functions.gpm_support, let allocate = functions.gpm_allocate,
            gpuInstance == nil ? functions.gpm_sample != nil : functions.gpm_mig_sample != nil
        else { throw missing }
        var answer = nvml_gpm_support(version: 1, supported: 0)
        let status = support(device, &answer)
        guard status == NVML_OK.status else { throw NVMLRefusal(status: status) }
        guard answer.supported != 0 else { throw NVMLRefusal(status: NVML_NOT_SUPPORTED.status) }
        var (first, second): (nvml_gpm_sample?, nvml_gpm_sample?)
        for sample in [allocate(&first), allocate(&second)] where sample != NVML_OK.status {
            throw NVMLRefusal(status: sample)
        }
        guard let first, let second else { throw missing }
        (before, after) = (first, second)
        self.library = library
        self.device = device
        self.gpuInstance = gpuInstance
    }

    deinit {
        _ = library.functions.gpm_free?(before)
        _ = library.functions.gpm_free?(after)
        request.deallocate()
    }

    /// Takes a sample, and appends the averages since the previous one.
    func read(at now: Double, into readings: inout [Reading]) -> nvml_status {
        let functions = library.functions
        let status =
            gpuInstance.map { functions.gpm_mig_sample?(device, $0, after) ?? NVML_FUNCTION_NOT_FOUND.status }
            ?? functions.gpm_sample?(device, after) ?? NVML_FUNCTION_NOT_FOUND.status
        guard status == NVML_OK.status else {
            sampledAt = nil
            return status
        }
        defer {
            swap(&before, &after)
            sampledAt = now
        }
        // Samples that are closer than this are not meaningful.
        guard let sampledAt, now - sampledAt > 0.1 else { return NVML_OK.status }
        request.pointee.version = 1
        request.pointee.count = UInt32(Self.metrics.count)
        request.pointee.first = before
        request.pointee.second = after
        withUnsafeMutablePointer(to: &request.pointee.metrics) { tuple in
            tuple.withMemoryRebound(to: nvml_gpm_metric.self, capacity: Self.metrics.count) { metrics in
                for (index, metric) in Self.metrics.enumerated() { metrics[index].id = UInt32(metric.id) }
            }
        }
        let computed = functions.gpm_metrics?(request) ?? NVML_FUNCTION_NOT_FOUND.status
        guard computed == NVML_OK.status else { return computed }
        withUnsafePointer(to: &request.pointee.metrics) { tuple in
            tuple.withMemoryRebound(to: nvml_gpm_metric.self, capacity: Self.metrics.count) { metrics in
                for (index, metric) in Self.metrics.enumerated() {
                    let value = metrics[index].value
                    guard metrics[index].status == NVML_OK.status, (0...100).contains(value) else { continue }
                    readings.append(
                        Reading(metric.signal, at: now, value: value / 100, periodSeconds: now - sampledAt)
                    )
                }
            }
        }
        return NVML_OK.status
    }
}
