import Glibc

/// CPU time of the whole machine since boot.
package struct HostProcessorTime: Sendable {
    package let busySeconds: Double
    package let totalSeconds: Double

    package init?(table: String) {
        self.init(line: table.prefix { $0 != "\n" })
    }

    /// Parses the line for all CPUs, the first of the table.
    init?(line: Substring) {
        guard line.hasPrefix("cpu ") else { return nil }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return nil }
        // user, nice, system, idle, iowait, irq, softirq, steal; guest time is included in user.
        let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        let idle = ticks[3] + ticks[4]
        totalSeconds = ticks[..<8].reduce(0, +) / ticksPerSecond
        busySeconds = totalSeconds - idle / ticksPerSecond
    }

    /// CPU utilization of the machine since an earlier reading, from 0 to 1.
    package func utilization(since earlier: HostProcessorTime) -> Double? {
        let total = totalSeconds - earlier.totalSeconds
        return total > 0 ? min(1, max(0, (busySeconds - earlier.busySeconds) / total)) : nil
    }
}
