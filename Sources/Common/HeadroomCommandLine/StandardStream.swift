import FoundationEssentials
import Glibc

/// Text output to the standard streams; failures such as a full disk are reported.
package enum StandardStream {
    /// Writes results, for people or programs, to standard output.
    package static func output(_ text: String) throws(CommandFailure) {
        try write(text, to: STDOUT_FILENO, name: "standard output")
    }

    /// Writes a message while work continues; an error that ends a command is a ``CommandFailure``.
    ///
    /// - Parameter hint: the suggested fix.
    package static func note(_ text: String, hint: String? = nil) {
        message(MessageLayout.text([text], hint: hint))
    }

    /// Writes unformatted text such as progress; failures are ignored, since there is no other stream to report them
    /// on.
    package static func message(_ text: String) {
        try? write(text, to: STDERR_FILENO, name: "standard error")
    }

    /// Occupies the descriptors of closed standard streams, so that no file opened later is assigned one and receives
    /// reports.
    ///
    /// The replacement is opened in the wrong direction, so that its use fails as on a closed stream.
    package static func occupyClosedDescriptors() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Width of the terminal behind a descriptor, in columns; nil if it is not a terminal.
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
