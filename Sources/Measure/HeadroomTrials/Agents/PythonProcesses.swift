import FoundationEssentials
import Glibc
import Synchronization

/// Python processes of a trial, from procfs (proc(5)).
struct PythonProcesses {
    /// Folder of the agent.
    let agent: String

    /// Python processes among a process, its ancestor the supervisor, and all their descendants.
    ///
    /// Orphaned processes are reparented to the supervisor, so that none is missing.
    func tree(of processId: Int) -> [AgentReach.Process] {
        let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
        var entries: [Int: Entry] = [:]
        for id in all { entries[id] = entry(of: id) }
        guard let supervisor = entries[processId]?.parent else { return [] }
        var children: [Int: [Int]] = [:]
        for (id, entry) in entries { children[entry.parent, default: []].append(id) }
        var found = children[supervisor] ?? []
        var next = 0
        while next < found.count {
            found += children[found[next]] ?? []
            next += 1
        }
        return found.compactMap { id in entries[id].flatMap { process(id, $0) } }
    }

    private struct Entry {
        var parent: Int
        var processorSeconds: Double
    }

    private func entry(of id: Int) -> Entry? {
        guard let text = Self.text("/proc/\(id)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let parent = Int(fields[1]), let user = Double(fields[11]),
            let system = Double(fields[12])
        else { return nil }
        return Entry(parent: parent, processorSeconds: (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// Process, if it is a Python process whose command and environment can be read.
    ///
    /// If it has set its own title, neither can be read.
    private func process(_ id: Int, _ entry: Entry) -> AgentReach.Process? {
        guard let arguments = Self.strings("/proc/\(id)/cmdline"), let name = arguments.first,
            Self.isPython(name), let variables = Self.strings("/proc/\(id)/environ"), !variables.isEmpty
        else { return nil }
        var environment: [String: String] = [:]
        for variable in variables {
            guard let sign = variable.firstIndex(of: "=") else { continue }
            environment[String(variable[..<sign])] = String(variable[variable.index(after: sign)...])
        }
        return AgentReach.Process(
            id: id,
            parent: entry.parent,
            arguments: arguments,
            environment: environment,
            processorSeconds: entry.processorSeconds,
            hidingModule: hidingModule(path: environment["PYTHONPATH"] ?? "", process: id),
            announcesAgent: FileManager.default.fileExists(atPath: "\(agent)/loaded-\(id)")
        )
    }

    /// Whether the path ends in a name such as `python`, `python3.12` or `pypy3`.
    static func isPython(_ path: String) -> Bool {
        guard let name = path.split(separator: "/").last else { return false }
        return ["python", "pypy"].contains { prefix in
            name.hasPrefix(prefix) && name.dropFirst(prefix.count).allSatisfy { $0.isNumber || $0 == "." }
        }
    }

    /// First `sitecustomize` on a path, if it is not the agent's.
    private func hidingModule(path: String, process id: Int) -> String? {
        for entry in path.split(separator: ":", omittingEmptySubsequences: false).map(String.init) {
            if entry == agent { return nil }
            // Relative entries are resolved against the process's working directory, which scripts rarely change.
            let folder = entry.hasPrefix("/") ? entry : "/proc/\(id)/cwd/\(entry)"
            for name in ["sitecustomize.py", "sitecustomize/__init__.py"]
            where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
                return entry.isEmpty ? name : "\(entry)/\(name)"
            }
        }
        return nil
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Strings of a file with NUL-terminated strings.
    private static func strings(_ path: String) -> [String]? {
        FileManager.default.contents(atPath: path)?.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Looks for a reason while a command reports no steps: every second at first, then less often.
final class AgentReachWatch: Sendable {
    private let processes: PythonProcesses
    private let startedAt: Double
    private let lookedAt = Mutex(-Double.infinity)

    /// - Parameters:
    ///   - environment: environment of the command, whose PYTHONPATH begins with the agent's folder.
    ///   - startedAt: start of the command, in monotonic seconds.
    init?(environment: [String: String], startedAt: Double) {
        guard let agent = environment["PYTHONPATH"]?.split(separator: ":").first else { return nil }
        processes = PythonProcesses(agent: String(agent))
        self.startedAt = startedAt
    }

    /// Reason found now; nil where there is none, or the next look is not due.
    func look(at processId: Int, now: Double) -> AgentReach.Reason? {
        // Python needs some hundredths of a second to start; until then the process's arguments are the shell's.
        let interval = now - startedAt < 5 ? 0.9 : 5
        let isDue = lookedAt.withLock { lookedAt in
            guard now - startedAt > 0.3, now - lookedAt > interval else { return false }
            lookedAt = now
            return true
        }
        guard isDue else { return nil }
        return AgentReach.reason(among: processes.tree(of: processId), agent: processes.agent)
    }
}
