/// Memory of the machine, in bytes, as counted by the kernel now (/proc/meminfo).
package struct MachineMemory: Sendable {
    package let totalBytes: Int
    /// Memory that programs may still allocate without swapping.
    package let availableBytes: Int

    /// Reads `/proc/meminfo`.
    package init() {
        let table = SystemFile.text("/proc/meminfo") ?? ""
        totalBytes = SystemFile.bytes(of: "MemTotal", inTable: table) ?? 0
        availableBytes = SystemFile.bytes(of: "MemAvailable", inTable: table) ?? totalBytes
    }
}
