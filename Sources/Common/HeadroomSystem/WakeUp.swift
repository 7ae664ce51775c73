import Glibc

/// Descriptor that a thread polls along with others, so that another thread can wake it (a socket pair).
package final class WakeUp: Sendable {
    /// End that is polled for POLLIN; -1 if the system could not create it.
    package let descriptor: Int32
    private let sender: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        if socketpair(AF_UNIX, Int32(kind), 0, &ends) != 0 { ends = [-1, -1] }
        (descriptor, sender) = (ends[0], ends[1])
    }

    deinit {
        for end in [descriptor, sender] where end >= 0 { close(end) }
    }

    /// Wakes the thread, now or at its next poll.
    package func wake() {
        var byte: UInt8 = 0
        if sender >= 0 { send(sender, &byte, 1, Int32(MSG_NOSIGNAL)) }
    }

    /// Clears the pending wake-ups, so that the next poll waits again.
    package func clear() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            while descriptor >= 0, read(descriptor, buffer.baseAddress, buffer.count) > 0 {}
        }
    }
}
