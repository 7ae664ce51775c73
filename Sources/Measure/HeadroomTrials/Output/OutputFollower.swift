import FoundationEssentials
import Glibc
import HeadroomEvents
import HeadroomSystem
import Synchronization

/// Passes on the output of a command while it is written.
///
/// The command writes to files, so that a slow reader cannot block it; the kernel reports when they grow (inotify), so
/// that a line is read within a millisecond of being written.
final class OutputFollower: Sendable {
    /// Output stream.
    enum Stream: Sendable {
        case output, errors
    }

    private let instructions = Mutex(Instructions())
    private let wakeUp = WakeUp()
    private let ended = Completion()

    /// Instructions for the follower's thread.
    private struct Instructions {
        var mustStop = false
        var takesLastLine = false
    }

    /// Handler of the streams' bytes, on the follower's thread.
    struct Handler {
        /// Called with bytes of a stream and their arrival time (monotonic).
        var read: (Stream, UnsafeRawBufferPointer, Double) -> Void
        /// Called at the end of a stream, when a line without a line feed is complete.
        var end: (Stream, Double) -> Void
    }

    /// Follows the logs in a trial's folder.
    ///
    /// - Parameter makeHandler: called once, on the follower's thread, on which the handler then runs.
    init(directory: String, makeHandler: @escaping @Sendable () -> Handler) {
        let isStarted = Thread.start { [self] in
            follow(directory, makeHandler())
            ended.finish()
        }
        if !isStarted { ended.finish() }
    }

    /// Passes on the remaining output, and ends.
    ///
    /// - Parameter takesLastLine: whether a last line without a line feed is complete. It is not if the command was
    /// ended while it wrote.
    func stop(takesLastLine: Bool) async {
        instructions.withLock { instructions in
            instructions.takesLastLine = instructions.mustStop ? instructions.takesLastLine : takesLastLine
            instructions.mustStop = true
        }
        wakeUp.wake()
        await ended.wait()
    }

    private func follow(_ directory: String, _ handler: Handler) {
        let notifier = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        defer { if notifier >= 0 { close(notifier) } }
        if notifier >= 0 { inotify_add_watch(notifier, directory, UInt32(IN_MODIFY)) }
        var files = [
            (stream: Stream.output, path: "\(directory)/\(TrialFiles.standardOutput)", descriptor: Int32(-1)),
            (stream: Stream.errors, path: "\(directory)/\(TrialFiles.standardError)", descriptor: Int32(-1)),
        ]
        defer { for file in files where file.descriptor >= 0 { close(file.descriptor) } }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { bytes.deallocate() }

        var isLast = false
        while true {
            for index in files.indices {
                if files[index].descriptor < 0 {
                    files[index].descriptor = open(files[index].path, O_RDONLY | O_CLOEXEC)
                }
                while files[index].descriptor >= 0 {
                    let count = read(files[index].descriptor, bytes.baseAddress, bytes.count)
                    guard count > 0 else { break }
                    handler.read(
                        files[index].stream,
                        UnsafeRawBufferPointer(rebasing: bytes[..<count]),
                        MonotonicClock.seconds()
                    )
                }
            }
            if isLast { break }
            // Read once more after the stop request, for output written in between.
            isLast = instructions.withLock(\.mustStop)
            if isLast { continue }
            // Without inotify the wait is a short sleep.
            var polled = [notifier, wakeUp.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&polled, nfds_t(polled.count), notifier >= 0 ? 100 : 10)
            while notifier >= 0, read(notifier, bytes.baseAddress, bytes.count) > 0 {}
        }
        guard instructions.withLock(\.takesLastLine) else { return }
        for file in files { handler.end(file.stream, MonotonicClock.seconds()) }
    }
}
