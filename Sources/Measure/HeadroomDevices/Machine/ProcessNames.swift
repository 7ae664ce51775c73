package import Glibc
import HeadroomCore
import HeadroomSystem

/// Names, users and ancestors of processes.
package enum ProcessNames {
    /// - Parameters:
    ///   - memoryBytes: device memory as reported by the driver; all ones if unknown.
    ///   - root: prefix of the paths of the kernel's files; empty for this machine.
    static func process(_ processId: Int, memoryBytes: UInt64?, root: String = "") -> DeviceProcess {
        let name = SystemFile.text("\(root)/proc/\(processId)/comm")
        var process = DeviceProcess(
            processId: processId,
            name: name.map { String($0.trimmingSuffix(while: \.isWhitespace)) },
            user: user(of: processId, root: root),
            memoryBytes: bytes(memoryBytes)
        )
        process.ancestors = ancestors(of: processId, root: root)
        return process
    }

    /// Cache of the processes at the last reading: querying the kernel each time would cost more than querying the
    /// driver.
    struct Cache {
        private var known: [Int: DeviceProcess] = [:]

        mutating func process(_ processId: Int, memoryBytes: UInt64?) -> DeviceProcess {
            guard var process = known[processId] else {
                let process = ProcessNames.process(processId, memoryBytes: memoryBytes)
                known[processId] = process
                return process
            }
            process.memoryBytes = ProcessNames.bytes(memoryBytes)
            return process
        }

        /// Removes processes that have ended, whose IDs may be reused.
        mutating func keep(only present: [DeviceProcess]) {
            known = known.filter { id, _ in present.contains { $0.processId == id } }
        }
    }

    private static func bytes(_ bytes: UInt64?) -> Int? { bytes.flatMap { $0 == .max ? nil : Int(clamping: $0) } }

    /// Ancestors of a process, nearest first.
    private static func ancestors(of processId: Int, root: String) -> [Int] {
        var chain: [Int] = []
        while chain.count < 64, let parent = parent(of: chain.last ?? processId, root: root), parent > 1 {
            chain.append(parent)
        }
        return chain
    }

    private static func parent(of processId: Int, root: String) -> Int? {
        // The name, in parentheses, may contain spaces and parentheses; state and parent follow it.
        guard let text = SystemFile.text("\(root)/proc/\(processId)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) : nil
    }

    static func user(of processId: Int, root: String = "") -> String? {
        var status = stat()
        guard stat("\(root)/proc/\(processId)", &status) == 0 else { return nil }
        return name(of: status.st_uid)
    }

    /// Name of a user; the number if it has none.
    package static func name(of user: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return String(user)
        }
        return String(cString: name)
    }
}
