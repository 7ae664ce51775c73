import Glibc
import HeadroomSystem

/// The machine that Headroom runs on: its processors and its memory.
package struct Host: Sendable {
    package let logicalCPUs: Int
    /// CPUs that this process may use, by its affinity and its quota.
    package let usableCPUs: Double
    package let memoryBytes: Int
    /// What programs may still take without swapping, at the time of reading.
    package let availableMemoryBytes: Int
    /// The smallest limit of the control groups that this process is in.
    package let memoryLimitBytes: Int?
    package let processorName: String

    /// Reads the machine as it is now.
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

    /// What the machine calls itself.
    package static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What a training may take where its user set no limit and there is no GPU.
    ///
    /// 0.8 of the smaller of the control group's limit and the available memory: a search for the largest batch size
    /// must not take the machine down with it.
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
