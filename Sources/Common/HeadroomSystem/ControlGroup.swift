/// Control groups of a process, for their limits.
package struct ControlGroup: Sendable {
    /// Folders of the files of each controller, from the process's own group up to the root.
    private let memoryFolders: [String]
    private let cpuFolders: [String]
    private let isUnified: Bool

    /// Reads the groups of the calling process.
    package init() {
        self.init(
            groups: SystemFile.text("/proc/self/cgroup") ?? "",
            mounts: SystemFile.text("/proc/self/mountinfo") ?? ""
        )
    }

    /// Parses `/proc/self/cgroup` and `/proc/self/mountinfo`.
    package init(groups: String, mounts: String) {
        var paths: [String: String] = [:]
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false) {
                paths[String(controller)] = String(fields[2])
            }
        }
        var memory: [String] = []
        var cpu: [String] = []
        var unified: [String] = []
        for line in mounts.split(separator: "\n") {
            let halves = line.split(separator: " - ", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let fields = halves[0].split(separator: " ")
            let kind = halves[1].split(separator: " ")
            guard fields.count > 4, kind.count > 2 else { continue }
            let (root, mountPoint) = (String(fields[3]), String(fields[4]))
            let options = kind[2].split(separator: ",")
            switch kind[0] {
            case "cgroup2":
                unified = Self.folders(path: paths[""], root: root, mountPoint: mountPoint)
            case "cgroup":
                if options.contains("memory") {
                    memory = Self.folders(path: paths["memory"], root: root, mountPoint: mountPoint)
                }
                if options.contains("cpu") {
                    cpu = Self.folders(path: paths["cpu"], root: root, mountPoint: mountPoint)
                }
            default: break
            }
        }
        isUnified = memory.isEmpty && cpu.isEmpty
        memoryFolders = memory.isEmpty ? unified : memory
        cpuFolders = cpu.isEmpty ? unified : cpu
    }

    /// Folders of a group and of its visible ancestors.
    private static func folders(path: String?, root: String, mountPoint: String) -> [String] {
        guard let path else { return [] }
        var parts = path.split(separator: "/")
        let rootParts = root.split(separator: "/")
        // Inside a container the mount may show only part of the tree.
        if parts.starts(with: rootParts) { parts.removeFirst(rootParts.count) }
        return (0...parts.count).reversed().map { count in
            ([mountPoint] + parts.prefix(count).map(String.init)).joined(separator: "/")
        }
    }

    /// Smallest memory limit that applies to the process; nil if there is none.
    package var memoryLimitBytes: Int? {
        let name = isUnified ? "memory.max" : "memory.limit_in_bytes"
        // Version 1 writes a number near 2^63 for "no limit".
        return memoryFolders.compactMap { SystemFile.integer("\($0)/\(name)") }.filter { $0 < 1 << 60 }.min()
    }

    /// Quota of CPU time, in CPUs; nil if none is set.
    package var cpuQuota: Double? {
        cpuFolders.compactMap { folder -> Double? in
            if isUnified {
                let fields = (SystemFile.text("\(folder)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
                guard fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]) else {
                    return nil
                }
                return quota / period
            }
            guard
                let quota = SystemFile.integer("\(folder)/cpu.cfs_quota_us"), quota > 0,
                let period = SystemFile.integer("\(folder)/cpu.cfs_period_us"), period > 0
            else { return nil }
            return Double(quota) / Double(period)
        }.min()
    }

    /// File that counts how often and how long the quota throttled the process's group.
    package var processorStatisticsFile: String? { cpuFolders.first.map { "\($0)/cpu.stat" } }

    /// File that counts the processes of the group that were killed by the out-of-memory killer.
    package var memoryEventsFile: String? {
        memoryFolders.first.map { isUnified ? "\($0)/memory.events" : "\($0)/memory.oom_control" }
    }
}
