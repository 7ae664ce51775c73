import FoundationEssentials

/// Processes of this machine.
enum ProcessTable {
    /// IDs of processes whose command line contains a text, except zombies.
    static func matching(_ text: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int($0) }.filter { process in
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains(text)
        }
    }

    /// Waits until no process matches; returns those left after some seconds.
    static func waitUntilGone(_ text: String) async throws -> [Int] {
        for _ in 0..<100 where !matching(text).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        return matching(text)
    }
}
