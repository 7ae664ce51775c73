import FoundationEssentials
import Glibc

/// The running program and what lies beside it.
enum ThisProgram {
    /// The path of the running binary.
    static let path: String = {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }()

    /// The path of `headroom-supervise`: beside the binary, or where the environment says.
    static var supervisor: String {
        if let named = ProcessInfo.processInfo.environment["HEADROOM_SUPERVISE"], !named.isEmpty { return named }
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        return "\(folder)/headroom-supervise"
    }

    /// Private memory of this process in bytes, as the kernel counts it; nil where it does not say.
    static var privateMemoryBytes: Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/smaps_rollup") else { return nil }
        var kilobytes = 0
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasPrefix("Private_") {
            kilobytes += line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return kilobytes * 1024
    }

    /// Processor time of this process so far, in seconds.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Lets go of the code that only starting needed.
    ///
    /// The kernel maps a wide stretch around every page of the program that is run for the first time, and batch systems
    /// charge a job for all of it; what is needed again comes back from the page cache.
    static func letGoOfStart() {
        guard let data = FileManager.default.contents(atPath: "/proc/self/maps") else { return }
        // As in `5581f0a00000-5581f2658000 r-xp 00000000 fe:00 1234 /path/of/headroom`.
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasSuffix(path) {
            let fields = line.split(separator: " ")
            guard fields.count > 1, fields[1] == "r-xp" else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }
}
