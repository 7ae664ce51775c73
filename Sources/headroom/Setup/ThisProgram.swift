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
}
