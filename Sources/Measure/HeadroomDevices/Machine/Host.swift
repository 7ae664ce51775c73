import Glibc
import HeadroomSystem

/// Machine that Headroom runs on: its CPUs and its memory.
package struct Host: Sendable {
    package let logicalCPUs: Int
    /// Usable CPUs of this process, by its affinity and its quota.
    package let usableCPUs: Double
    package let memoryBytes: Int
    /// Memory that programs may still allocate without swapping, at the time of reading.
    package let availableMemoryBytes: Int
    /// Smallest memory limit of the control groups of this process.
    package let memoryLimitBytes: Int?
    package let processorName: String

    /// Reads the current state of the machine.
    package static func current() -> Host {
        let group = ControlGroup()
        let memory = MachineMemory()
        return Host(
            logicalCPUs: UsableCPUs.online,
            usableCPUs: UsableCPUs.count(in: group),
            memoryBytes: memory.totalBytes,
            availableMemoryBytes: memory.availableBytes,
            memoryLimitBytes: group.memoryLimitBytes,
            processorName: processorName() ?? "CPU"
        )
    }

    /// Host name.
    package static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Memory limit of a training without a GPU if the user set none.
    ///
    /// 0.8 of the smaller of the control group's limit and the available memory, so that a search for the largest batch
    /// size cannot bring down the machine.
    package var defaultMemoryLimitBytes: Int {
        Int(0.8 * Double(min(memoryLimitBytes ?? .max, availableMemoryBytes)))
    }

    private static func processorName() -> String? {
        let lines = (SystemFile.text("/proc/cpuinfo") ?? "").split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":")
        else { return nil }
        return String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
    }
}
