import FoundationEssentials
import Glibc

/// Text to the standard streams, with failures such as a full disk seen and not passed over.
package enum StandardStream {
    /// Data for people and programs.
    package static func output(_ text: String) throws(CommandFailure) {
        try write(text, to: STDOUT_FILENO, name: "standard output")
    }

    /// A message of Headroom while work goes on; what ends a command is a ``CommandFailure``.
    ///
    /// - Parameter hint: what to do about it.
    package static func note(_ text: String, hint: String? = nil) {
        message(MessageLayout.text([text], hint: hint))
    }

    /// Text as it is, such as progress; there is nobody left to tell where this fails.
    package static func message(_ text: String) {
        try? write(text, to: STDERR_FILENO, name: "standard error")
    }

    /// Takes the numbers of streams that are closed, so that no file of ours is given one, and a report written into it.
    ///
    /// What stands in for a stream can only be used the wrong way round: it fails as the closed one would.
    package static func holdClosedOnes() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// The width of the terminal behind a descriptor; nil where there is none.
    package static func columns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32, name: String) throws(CommandFailure) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(writing: name, reason: String(cString: strerror(errno)))
            }
            bytes = bytes.dropFirst(count)
        }
    }
}
