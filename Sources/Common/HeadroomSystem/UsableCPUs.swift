import Glibc

/// CPUs that this process may use.
package enum UsableCPUs {
    /// Number of online CPUs.
    package static var online: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Number of CPUs by the affinity and the quota of the control groups; may be fractional.
    package static func count(in group: ControlGroup = ControlGroup()) -> Double {
        min(Double(affinityCount ?? online), group.cpuQuota ?? .infinity)
    }

    /// Number of CPUs in a list such as `0-3,8`.
    package static func count(ofList list: some StringProtocol) -> Int? {
        var count = 0
        for range in list.split(separator: ",") {
            let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, last >= first else { return nil }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }

    private static var affinityCount: Int? {
        let lines = (SystemFile.text("/proc/self/status") ?? "").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("Cpus_allowed_list:") }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { count(ofList: $0) }
    }
}
