import Glibc

/// Complete standard output of another program.
package enum ProgramOutput {
    /// Reason why the output could not be read.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Starts a program and reads its standard output.
    ///
    /// - Parameters:
    ///   - arguments: arguments after the program's name.
    ///   - longestSilenceSeconds: maximum time without output, after which the program is ended.
    package static func read(
        _ path: String,
        _ arguments: [String],
        longestSilenceSeconds: Int = 60
    ) throws(Failure) -> [UInt8] {
        // A pair of sockets with SOCK_CLOEXEC, since no program that is started concurrently may inherit an end.
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure(errno) }
        defer { close(ends[0]) }
        var timeout = timeval(tv_sec: longestSilenceSeconds, tv_usec: 0)
        setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, path, &actions, nil, &strings, environ)
        close(ends[1])
        guard result == 0 else { throw failure(result) }

        var output: [UInt8] = []
        var isSilent = false
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            isSilent = count < 0 && errno == EAGAIN
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        if isSilent { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        if isSilent { throw Failure(description: "it did not answer within \(longestSilenceSeconds) s") }
        // See wait(2): the signal is in the lowest seven bits, the exit code above the lowest eight.
        guard status & 0x7F == 0 else { throw Failure(description: "it was ended by signal \(status & 0x7F)") }
        guard status == 0 else { throw Failure(description: "it ended with exit code \(status >> 8)") }
        return output
    }

    private static func failure(_ number: Int32) -> Failure {
        Failure(description: String(cString: strerror(number)))
    }
}
