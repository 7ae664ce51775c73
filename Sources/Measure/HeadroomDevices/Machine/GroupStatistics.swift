import HeadroomSystem

/// Statistics of the control group of this process: time throttled by its CPU quota, and processes killed when out of
/// memory.
struct GroupStatistics {
    private let processor: KernelFile?
    private let memory: KernelFile?

    init(_ group: ControlGroup) {
        processor = group.processorStatisticsFile.flatMap { KernelFile($0) }
        memory = group.memoryEventsFile.flatMap { KernelFile($0) }
    }

    /// Time, summed over the CPUs, during which threads were throttled by the quota.
    func throttledSeconds() -> Double? {
        guard let text = processor?.text() else { return nil }
        // Version 2 counts microseconds, version 1 nanoseconds.
        return Self.value(of: "throttled_usec", in: text).map { $0 * 1e-6 }
            ?? Self.value(of: "throttled_time", in: text).map { $0 * 1e-9 }
    }

    /// Number of processes killed when out of memory.
    func outOfMemoryKills() -> Double? {
        memory?.text().flatMap { Self.value(of: "oom_kill", in: $0) }
    }

    static func value(of key: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 2, fields[0] == key { return Double(fields[1]) }
        }
        return nil
    }
}
