import FoundationEssentials
import Glibc
package import HeadroomCore
import HeadroomSystem

/// Processes of the machine, with their CPU usage since the last reading.
package struct ProcessTable {
    private struct Entry {
        var processorSeconds: Double
        var memoryBytes: Int
        var name: String
        var parent: Int
    }

    private var last: [Int: Entry] = [:]
    private var lastAt: Double?
    private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    private let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    package init() {}

    /// Reads all processes.
    ///
    /// - Parameters:
    ///   - count: number of the busiest processes to return, in addition to those on a device.
    ///   - devices: histories of the devices, for the device memory of each process.
    package mutating func processes(_ count: Int, on devices: [DeviceHistory]) -> [WatchDocument.Process] {
        let now = MonotonicClock.seconds()
        let entries = Dictionary(
            uniqueKeysWithValues: processIds().compactMap { id in entry(of: id).map { (id, $0) } }
        )
        defer { (last, lastAt) = (entries, now) }
        var held: [Int: Int] = [:]
        for process in devices.flatMap({ $0.processes ?? [] }) {
            held[process.processId, default: 0] += process.memoryBytes ?? 0
        }
        let elapsed = lastAt.map { now - $0 } ?? .infinity
        let busy = entries.map { id, entry in
            (
                id, entry,
                max(0, entry.processorSeconds - (last[id]?.processorSeconds ?? entry.processorSeconds)) / elapsed
            )
        }.sorted { ($0.2, $0.1.memoryBytes) > ($1.2, $1.1.memoryBytes) }
            .filter { $0.1.memoryBytes > 0 || $0.2 >= 0.05 }  // Without idle kernel threads.
        let supervisors = Set(entries.filter { $0.value.name == "headroom-superv" }.keys)
        return busy.enumerated().filter { $0.offset < count || held[$0.element.0] != nil }.map { _, process in
            let (id, entry, busyCPUs) = process
            return WatchDocument.Process(
                processId: id,
                name: entry.name,
                user: ProcessNames.user(of: id),
                busyCPUs: busyCPUs,
                memoryBytes: entry.memoryBytes,
                deviceMemoryBytes: held[id],
                isTrial: ancestors(of: id, in: entries).contains(where: supervisors.contains)
            )
        }
    }

    private func ancestors(of processId: Int, in entries: [Int: Entry]) -> [Int] {
        var chain: [Int] = []
        while chain.count < 64, let parent = entries[chain.last ?? processId]?.parent, parent > 0 {
            chain.append(parent)
        }
        return chain
    }

    private func processIds() -> [Int] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
    }

    /// See proc(5): the name in parentheses, the parent after the state, the times from the 14th field on.
    private func entry(of processId: Int) -> Entry? {
        guard let text = SystemFile.text("/proc/\(processId)/stat"), let begin = text.firstIndex(of: "("),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let parent = Int(fields[1]), let pages = Int(fields[21])
        else { return nil }
        return Entry(
            processorSeconds: (user + system) / ticksPerSecond,
            memoryBytes: pages * pageBytes,
            name: String(text[text.index(after: begin)..<end]),
            parent: parent
        )
    }
}
