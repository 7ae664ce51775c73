import FoundationEssentials
import Glibc

/// Paths and resource usage of the running program.
enum ThisProgram {
    /// Path of the running binary.
    static let path: String = {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }()

    /// Path of `headroom-supervise`: from the environment, or next to the binary.
    static var supervisor: String {
        if let named = ProcessInfo.processInfo.environment["HEADROOM_SUPERVISE"], !named.isEmpty { return named }
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        return "\(folder)/headroom-supervise"
    }

    /// Private memory of this process in bytes (smaps_rollup); nil if the kernel does not provide it.
    static var privateMemoryBytes: Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/smaps_rollup") else { return nil }
        var kilobytes = 0
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasPrefix("Private_") {
            kilobytes += line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return kilobytes * 1024
    }

    /// Releases the code pages that were needed only at startup.
    ///
    /// The kernel maps a wide range around every page of the program at its first execution, and batch systems charge
    /// the job for all of it; pages that are needed again are read from the page cache.
    static func releaseStartupPages() {
        guard let data = FileManager.default.contents(atPath: "/proc/self/maps") else { return }
        // Format: `5581f0a00000-5581f2658000 r-xp 00000000 fe:00 1234 /path/of/headroom`.
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasSuffix(path) {
            let fields = line.split(separator: " ")
            guard fields.count > 1, fields[1] == "r-xp" else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }
}
