import FoundationEssentials
import Glibc
import HeadroomSystem
import Synchronization

/// Receiving end of the event socket of a trial, in Headroom.
///
/// A dedicated thread accepts connections and splits them into lines, so that neither a slow report nor a busy
/// cooperative pool blocks a training process. Every message carries the number of its connection: each process of a
/// trial opens one.
package final class EventListener: Sendable {
    /// Message of the listener to its handler.
    package enum Message: Equatable, Sendable {
        case connected(connection: Int)
        case event(Event, connection: Int)
        /// A line that is not a valid event, and the reason.
        case invalid(connection: Int, reason: String? = nil)
        case closed(connection: Int)
    }

    /// Reason why the listener could not be created.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Maximum time for the last events, in seconds.
    private static let maximumDrainSeconds = 10.0

    package let path: String
    private let descriptor: Int32
    private let open = Mutex<[Int: Int32]>([:])
    private let instructions = Mutex(Instructions())
    private let wakeUp = WakeUp()
    private let ended = Completion()

    /// Instructions to the listener's thread.
    private struct Instructions {
        var mustStop = false
        /// Set once the processes have ended: the connections are read to their ends; nil while processes may still
        /// connect.
        var draining: Draining?
    }

    /// Time limits for reading the rest of the connections after the processes have ended.
    private struct Draining {
        /// Ends after this time without data.
        var silenceSeconds: Double
        /// Ends at this monotonic time in any case.
        var endsAt: Double
    }

    /// Starts to listen at `path`, and passes every message to `handler` on the listener's thread.
    package init(path: String, handler: @escaping @Sendable (Message) -> Void) throws {
        self.path = path
        let socket = makeNonBlockingSocket()
        guard socket >= 0 else {
            throw Failure(description: "no socket could be made: \(String(cString: strerror(errno)))")
        }
        guard let bound = withUnixAddress(path, { bind(socket, $0, $1) }) else {
            close(socket)
            throw Failure(description: "the path of the event socket is too long: \(path)")
        }
        guard bound == 0, listen(socket, 64) == 0 else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw Failure(description: "cannot listen at \(path): \(reason)")
        }
        descriptor = socket
        guard Thread.start({ [self] in run(handler) }) else {
            close(socket)
            unlink(path)
            throw Failure(description: "no thread could be started to listen at \(path)")
        }
    }

    /// Ends the thread, which closes every connection; unread data is lost.
    package func stop() {
        instructions.withLock { $0.mustStop = true }
        unlink(path)
        wakeUp.wake()
    }

    /// Reads the remaining output of processes that have ended, each connection to its end, and ends the thread.
    ///
    /// A process outside of the trial may keep a connection open, or even continue to write.
    ///
    /// - Parameter silenceSeconds: time without data on the open connections after which the listener ends.
    package func drain(silenceSeconds: Double = 1) async {
        let draining = Draining(
            silenceSeconds: silenceSeconds,
            endsAt: MonotonicClock.seconds() + max(silenceSeconds, Self.maximumDrainSeconds)
        )
        instructions.withLock { $0.draining = draining }
        wakeUp.wake()
        await ended.wait()
    }

    /// Sends a command to every connected process, or to one of them.
    package func send(_ command: EventCommand, to connection: Int? = nil) {
        guard var line = try? JSONEncoder().encode(command) else { return }
        line.append(UInt8(ascii: "\n"))
        open.withLock { connections in
            for (number, descriptor) in connections where connection == nil || number == connection {
                _ = line.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, sendFlags)
                }
            }
        }
    }

    private func run(_ handler: (Message) -> Void) {
        defer { ended.finish() }
        var reading = Reading()
        while true {
            let instructions = instructions.withLock(\.self)
            let connections = open.withLock { $0.sorted { $0.key < $1.key } }
            if instructions.mustStop { break }
            // Polls periodically if the system had no descriptor for the wake-up.
            var timeoutMilliseconds: Int32 = wakeUp.descriptor < 0 ? 100 : -1
            if let draining = instructions.draining {
                // Connections that are not accepted yet may hold data as well.
                if accept(&reading, handler) { continue }
                let left = min(draining.silenceSeconds, draining.endsAt - MonotonicClock.seconds())
                if connections.isEmpty || left <= 0 { break }
                timeoutMilliseconds = Int32((left * 1000).rounded(.up))
            }
            var polled = [descriptor, wakeUp.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            polled += connections.map { pollfd(fd: $0.value, events: Int16(POLLIN), revents: 0) }
            let ready = poll(&polled, nfds_t(polled.count), timeoutMilliseconds)
            guard ready >= 0 || errno == EINTR else { break }
            if ready == 0, instructions.draining != nil { break }
            if polled[1].revents != 0 { wakeUp.clear() }

            for (entry, poll) in zip(connections, polled.dropFirst(2)) where poll.revents != 0 {
                read(entry.value, entry.key, &reading, handler)
            }
            if polled[0].revents != 0 { _ = accept(&reading, handler) }
        }

        unlink(path)
        open.withLock { connections in
            for descriptor in connections.values { close(descriptor) }
            connections = [:]
        }
        close(descriptor)
    }

    /// State of the listener's thread.
    private struct Reading {
        let codec = EventCodec()
        /// Incomplete line of each connection.
        var lines: [Int: LineBuffer] = [:]
        var accepted = 0
        var bytes = [UInt8](repeating: 0, count: 65_536)
    }

    /// Maximum lead of a step's time over the current time; both use the machine's monotonic clock.
    private static let maximumClockLeadSeconds = 1.0
    private static let future = "'at' of an event 'step' lies in the future: it is in seconds of CLOCK_MONOTONIC"

    /// Passes on the data that a connection has now, or its end.
    private func read(_ descriptor: Int32, _ number: Int, _ reading: inout Reading, _ handler: (Message) -> Void) {
        let count = reading.bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, receiveFlags) }
        if count > 0 {
            let codec = reading.codec
            reading.bytes.withUnsafeBytes { bytes in
                reading.lines[number]?.append(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { line in
                    let tooLong = EventCodec.Line.invalid("a line has more than \(LineBuffer.longestLineBytes) bytes")
                    switch line.map(codec.decode) ?? tooLong {
                    case .event(.step(let step)) where step.at > MonotonicClock.seconds() + Self.maximumClockLeadSeconds:
                        handler(.invalid(connection: number, reason: Self.future))
                    case .event(let event): handler(.event(event, connection: number))
                    case .unknown: break
                    case .invalid(let reason): handler(.invalid(connection: number, reason: reason))
                    }
                }
            }
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            open.withLock { _ = $0.removeValue(forKey: number) }
            close(descriptor)
            reading.lines[number] = nil
            handler(.closed(connection: number))
        }
    }

    /// Accepts a pending connection.
    ///
    /// - Returns: whether there was one.
    private func accept(_ reading: inout Reading, _ handler: (Message) -> Void) -> Bool {
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { return false }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        reading.accepted += 1
        open.withLock { [number = reading.accepted] in $0[number] = connection }
        reading.lines[reading.accepted] = LineBuffer()
        handler(.connected(connection: reading.accepted))
        return true
    }
}
