import FoundationEssentials
import Glibc
import HeadroomCore

/// Processes that have the GPUs of a machine open, and their usage as reported by the kernel.
///
/// A scan of the open files of all processes takes milliseconds: it runs every two seconds, and only known files are
/// read in between.
final class DRMClients {
    /// Client of a device, possibly visible through several files and processes.
    struct Client {
        let id: String
        let processId: Int
        let record: DRMRecord
    }

    private struct Known {
        let id: String
        let processId: Int
        let path: String
        let file: KernelFile
        var record: DRMRecord
    }

    private let root: String
    /// Reason why figures summed over clients are incomplete; nil if all clients are visible.
    let limitation: String?
    private var known: [Known] = []
    private var nextScan = -Double.infinity

    private static let secondsBetweenScans = 2.0
    private static let drivers: Set<String> = ["amdgpu", "i915", "xe"]
    /// Maximum number of files, to limit the time of reading.
    private static let most = 256

    init(root: String, seesAllProcesses: Bool) {
        self.root = root
        limitation =
            seesAllProcesses ? nil : "of this user's programs only: those of others can be seen by root alone"
    }

    /// Current clients of one device.
    func clients(of card: DRMCard, at now: Double) -> [Client] {
        if now >= nextScan { scan(at: now) }
        var clients: [Client] = []
        var gone: Set<String> = []
        for index in known.indices where isOn(card, known[index].record) {
            // The file descriptor may have been reused for another file.
            guard let record = known[index].file.text().flatMap({ DRMRecord(text: $0) }), isOn(card, record),
                Self.id(of: record, path: known[index].path) == known[index].id
            else {
                gone.insert(known[index].path)
                continue
            }
            known[index].record = record
            clients.append(Client(id: known[index].id, processId: known[index].processId, record: record))
        }
        if !gone.isEmpty { known.removeAll { gone.contains($0.path) } }
        return clients
    }

    /// Processes that use a device, with their device memory.
    func processes(of clients: [Client]) -> [DeviceProcess] {
        var bytes: [Int: Double?] = [:]
        for client in clients where !client.record.isIdle {
            let before = bytes[client.processId] ?? nil
            bytes[client.processId] = client.record.memoryBytes.map { $0 + (before ?? 0) } ?? before
        }
        return bytes.keys.sorted().map { processId in
            let held = (bytes[processId] ?? nil).map { UInt64(min($0, DRMRecord.greatestBytes)) }
            return ProcessNames.process(processId, memoryBytes: held, root: root)
        }
    }

    private func isOn(_ card: DRMCard, _ record: DRMRecord) -> Bool {
        record.driver == card.driver && record.address == card.address
    }

    /// Identity of a client; without a client ID each file counts as one.
    private static func id(of record: DRMRecord, path: String) -> String {
        "\(record.address) \(record.client ?? path)"
    }

    // MARK: Process scan

    private func scan(at now: Double) {
        let started = WallClock.seconds(CLOCK_THREAD_CPUTIME_ID)
        let before = Dictionary(known.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [Known] = []
        var ids: Set<String> = []
        // A file inherited from another process has no usage of its own; the older process usually has the lower ID.
        for processId in numbers(in: "\(root)/proc") {
            let folder = "\(root)/proc/\(processId)"
            for number in numbers(in: "\(folder)/fd") where Self.isGraphics("\(folder)/fd/\(number)") {
                let path = "\(folder)/fdinfo/\(number)"
                guard let client = before[path] ?? Self.open(path, of: processId), ids.insert(client.id).inserted
                else { continue }
                found.append(client)
                guard found.count < Self.most else { break }
            }
            guard found.count < Self.most else { break }
        }
        known = found
        // With very many processes the scan runs less often, to use at most a hundredth of the time.
        let cost = WallClock.seconds(CLOCK_THREAD_CPUTIME_ID) - started
        nextScan = now + max(Self.secondsBetweenScans * 0.95, 100 * cost)
    }

    private static func open(_ path: String, of processId: Int) -> Known? {
        guard let file = KernelFile(path, capacity: 16_384), let record = file.text().flatMap({ DRMRecord(text: $0) }),
            drivers.contains(record.driver)
        else { return nil }
        return Known(id: id(of: record, path: path), processId: processId, path: path, file: file, record: record)
    }

    private func numbers(in folder: String) -> [Int] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int($0) }.sorted()
    }

    /// Whether an open file of a process is a GPU.
    private static func isGraphics(_ link: String) -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { target in
            guard let start = target.baseAddress else { return false }
            let count = readlink(link, start, target.count)
            return count > 0
                && "/dev/dri/".utf8.elementsEqual(target.prefix(count).prefix(9).map { UInt8(bitPattern: $0) })
        }
    }
}
