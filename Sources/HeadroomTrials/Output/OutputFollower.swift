import FoundationEssentials
import Glibc
import HeadroomEvents
import HeadroomSystem
import Synchronization

/// Hands on what a command writes while it writes it.
///
/// The command writes to files, which nobody's slowness can keep it waiting at; the kernel says when they have grown
/// (inotify), so that a line is seen within a millisecond of being written.
final class OutputFollower: Sendable {
    /// One of the two streams.
    enum Stream: Sendable {
        case output, errors
    }

    private let stopped = Atomic(false)
    private let ended = DispatchedSignal()

    /// What takes the bytes that came on a stream, and when they did (monotonic).
    typealias Handler = (Stream, UnsafeRawBufferPointer, Double) -> Void

    /// Follows the logs in a trial's folder.
    ///
    /// - Parameter makeHandler: called once, on the thread of the follower's own that the handler then runs on.
    init(directory: String, makeHandler: @escaping @Sendable () -> Handler) {
        Thread.start { [self] in
            follow(directory, makeHandler())
            ended.set()
        }
    }

    /// Hands on what is left, and ends.
    func stop() {
        stopped.store(true, ordering: .relaxed)
        ended.wait()
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
                    handler(
                        files[index].stream,
                        UnsafeRawBufferPointer(rebasing: bytes[..<count]),
                        MonotonicClock.seconds()
                    )
                }
            }
            if isLast { return }
            // Read once more after the word to stop, for what came in between.
            isLast = stopped.load(ordering: .relaxed)
            if isLast { continue }
            // Without a notifier the wait is a short sleep.
            var polled = pollfd(fd: notifier, events: Int16(POLLIN), revents: 0)
            poll(&polled, notifier >= 0 ? 1 : 0, notifier >= 0 ? 100 : 10)
            while notifier >= 0, read(notifier, bytes.baseAddress, bytes.count) > 0 {}
        }
    }
}

/// Something that happens once, and that a thread may wait for.
private final class DispatchedSignal: Sendable {
    private let happened = Atomic(false)

    func set() {
        happened.store(true, ordering: .releasing)
    }

    func wait() {
        while !happened.load(ordering: .acquiring) { usleep(1000) }
    }
}
