@preconcurrency import Dispatch
import Glibc
import HeadroomSystem

/// What the system must let this program have, seen before a measurement: without it one would hang in its middle.
package enum Limits {
    private static let leastFiles = 64
    /// Of a measurement.
    private static let leastThreads = 16
    /// Of a command that does nothing at the same time as another.
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

    /// Whether this number of threads can run at once: they are started, and end again.
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
