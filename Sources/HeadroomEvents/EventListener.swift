import FoundationEssentials
import Glibc
import HeadroomSystem
import Synchronization

/// Headroom's end of the event socket of one trial.
///
/// One thread of its own accepts connections and cuts them into lines, so that neither a slow report nor a busy
/// cooperative pool keeps a training process waiting. Every message carries the number of its connection: each process
/// of a trial makes one.
package final class EventListener: Sendable {
    /// What the listener saw.
    package enum Message: Equatable, Sendable {
        case connected(connection: Int)
        case event(Event, connection: Int)
        /// A line that is no event, and what is wrong with it.
        case rubbish(connection: Int, reason: String? = nil)
        case closed(connection: Int)
    }

    /// Why a listener could not be made.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let path: String
    private let descriptor: Int32
    private let open = Mutex<[Int: Int32]>([:])
    private let stopped = Atomic(false)

    /// Starts to listen at `path`, and hands every message to `handler` on the listener's thread.
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
        Thread.start { [self] in run(handler) }
    }

    /// Ends the thread and closes every connection; the socket is gone when this returns.
    package func stop() {
        guard !stopped.exchange(true, ordering: .relaxed) else { return }
        unlink(path)
        // The listening socket hangs up, which wakes the thread.
        shutdown(descriptor, Int32(SHUT_RDWR))
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
        let codec = EventCodec()
        var buffers: [Int: LineBuffer] = [:]
        var accepted = 0
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { bytes.deallocate() }

        while true {
            let connections = open.withLock { $0.sorted { $0.key < $1.key } }
            var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            polled += connections.map { pollfd(fd: $0.value, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
            if polled[0].revents & Int16(POLLHUP) != 0 { break }

            for (entry, poll) in zip(connections, polled.dropFirst()) where poll.revents != 0 {
                let count = recv(entry.value, bytes.baseAddress, bytes.count, receiveFlags)
                if count > 0 {
                    buffers[entry.key]?.append(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { line in
                        switch line.map(codec.decode)
                            ?? .rubbish("a line has more than \(LineBuffer.longestLineBytes) bytes")
                        {
                        case .event(let event): handler(.event(event, connection: entry.key))
                        case .unknown: break
                        case .rubbish(let reason): handler(.rubbish(connection: entry.key, reason: reason))
                        }
                    }
                } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                    open.withLock { _ = $0.removeValue(forKey: entry.key) }
                    close(entry.value)
                    buffers[entry.key] = nil
                    handler(.closed(connection: entry.key))
                }
            }
            if polled[0].revents != 0 {
                let connection = accept(descriptor, nil, nil)
                if connection >= 0 {
                    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                    accepted += 1
                    open.withLock { $0[accepted] = connection }
                    buffers[accepted] = LineBuffer()
                    handler(.connected(connection: accepted))
                }
            }
        }

        open.withLock { connections in
            for descriptor in connections.values { close(descriptor) }
            connections = [:]
        }
        close(descriptor)
    }
}
