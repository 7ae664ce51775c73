import FoundationEssentials

/// Disk traffic of the machine since boot.
package enum DiskTraffic {
    /// Traffic of whole disks in `/proc/diskstats`: traffic of a partition is included in that of its disk.
    ///
    /// - Parameter isDisk: whether a name is that of a whole disk.
    package static func bytes(inTable table: String, isDisk: (String) -> Bool) -> (read: Double, written: Double) {
        var (read, written) = (0.0, 0.0)
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 9, let sectorsRead = Double(fields[5]), let sectorsWritten = Double(fields[9]),
                isDisk(String(fields[2]))
            else { continue }
            // A sector of this table has 512 bytes, independent of the disk.
            read += sectorsRead * 512
            written += sectorsWritten * 512
        }
        return (read, written)
    }

    /// Physical disks: not partitions, images or combinations of others.
    static func disks(root: String) -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/sys/block")) ?? []
        return Set(names.filter { name in !["loop", "ram", "dm-", "md", "zram"].contains { name.hasPrefix($0) } })
    }
}

/// Network traffic of the machine since boot.
package enum NetworkTraffic {
    /// Traffic of external interfaces in `/proc/net/dev`.
    package static func bytes(inTable table: String) -> (received: Double, sent: Double) {
        var (received, sent) = (0.0, 0.0)
        for line in table.split(separator: "\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let name = halves[0].drop { $0 == " " }
            let fields = halves[1].split(separator: " ").map { Double($0) }
            guard !["lo", "docker", "br-", "veth"].contains(where: { name.hasPrefix($0) }), fields.count > 8 else {
                continue
            }
            received += fields[0] ?? 0
            sent += fields[8] ?? 0
        }
        return (received, sent)
    }
}
