package import Glibc
import HeadroomCore
import HeadroomSystem

/// Who a process is.
package enum ProcessNames {
    /// - Parameters:
    ///   - memoryBytes: what a driver says that it holds; all ones where it does not know.
    ///   - root: what stands before the paths of the kernel's files; empty for this machine.
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

    /// Who was on a device at the last look: asking the kernel for it anew each time would cost more than the driver does.
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

        /// Forgets who has gone, whose number somebody else may get.
        mutating func keep(only present: [DeviceProcess]) {
            known = known.filter { id, _ in present.contains { $0.processId == id } }
        }
    }

    private static func bytes(_ bytes: UInt64?) -> Int? { bytes.flatMap { $0 == .max ? nil : Int(clamping: $0) } }

    /// The processes that one descends from, nearest first.
    private static func ancestors(of processId: Int, root: String) -> [Int] {
        var chain: [Int] = []
        while chain.count < 64, let parent = parent(of: chain.last ?? processId, root: root), parent > 1 {
            chain.append(parent)
        }
        return chain
    }

    private static func parent(of processId: Int, root: String) -> Int? {
        // The name, in parentheses, may hold spaces and parentheses itself; state and parent follow it.
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

    /// The name of a user; the number where the machine has no name for it.
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
