/// The memory of the machine, in bytes, as the kernel counts it now (/proc/meminfo).
package struct MachineMemory: Sendable {
    package let totalBytes: Int
    /// What programs may still take without swapping.
    package let availableBytes: Int

    /// Reads it.
    package init() {
        let table = SystemFile.text("/proc/meminfo") ?? ""
        totalBytes = SystemFile.bytes(of: "MemTotal", inTable: table) ?? 0
        availableBytes = SystemFile.bytes(of: "MemAvailable", inTable: table) ?? totalBytes
    }
}
