@preconcurrency import Dispatch
import Glibc
import HeadroomSystem

/// Minimum numbers of open files and threads, checked before a measurement, which would otherwise hang midway.
package enum Limits {
    private static let leastFiles = 64
    /// Minimum number of threads for a measurement.
    private static let leastThreads = 16
    /// Minimum number of threads for a command without concurrent work.
    package static let leastThreadsOfAnyCommand = 6

    package static func check() throws(CommandFailure) {
        var files = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0, files.rlim_cur < leastFiles {
            throw CommandFailure(
                "at most \(files.rlim_cur) files may be open at once here, and it takes \(leastFiles)",
                hint: "Raise the limit with 'ulimit -n \(leastFiles)' or more."
            )
        }
        guard canStartThreads(leastThreads) else {
            throw CommandFailure(
                "fewer than \(leastThreads) threads can be started here",
                hint: "See 'ulimit -u' and 'ulimit -v', and pids.max and the memory limit of the control group."
            )
        }
    }

    /// Whether `count` threads can run at once, tested by starting and ending them.
    package static func canStartThreads(_ count: Int) -> Bool {
        let go = DispatchSemaphore(value: 0)
        var started = 0
        defer { for _ in 0..<started { go.signal() } }
        while started < count {
            guard Thread.start({ go.wait() }) else { return false }
            started += 1
        }
        return true
    }
}
