import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Output of `headroom export` for a scraper, over the loopback interface.
@Suite struct ExportTests {
    private func connection(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !connected { close(descriptor) }
        return connected ? descriptor : nil
    }

    /// Sends one request, and returns the complete response.
    private func ask(_ port: UInt16, _ request: String) -> String {
        guard let descriptor = connection(to: port) else { return "" }
        defer { close(descriptor) }
        _ = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { answer += buffer[..<count] }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func aScraperGetsTheMachine() async throws {
        let result = try await Subprocess.run(
            .path(FilePath(Needs.binary)),
            arguments: ["export", "--prometheus", ":0"],
            input: .none,
            output: .discarded,
            error: .sequence
        ) { execution in
            var lines = execution.standardError.strings().makeAsyncIterator()
            var port: UInt16?
            while port == nil, let line = try await lines.next() {
                // headroom: http://127.0.0.1:PORT/metrics
                guard line.contains("/metrics") else { continue }
                port = line.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) }
            }
            let answers = port.map { port in
                // A client that sends nothing does not block others for long.
                let silent = connection(to: port)
                defer { if let silent { close(silent) } }
                return [
                    ask(port, "\n\n"), ask(port, "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"),
                    ask(port, "GET /secret HTTP/1.1\r\n\r\n"), ask(port, "POST /metrics HTTP/1.1\r\n\r\n"),
                ]
            }
            try execution.send(signal: .interrupt)
            return answers ?? []
        }
        let answers = result.closureResult
        #expect(answers.count == 4)
        let metrics = try #require(answers.dropFirst().first)
        #expect(metrics.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0"))
        #expect(metrics.contains("\n# TYPE headroom_host_cpus gauge\n") && metrics.hasSuffix("\n# EOF\n"))
        #expect(metrics.contains("\nheadroom_host_memory_size_bytes ") && metrics.contains("kind=\"cpu\""))
        #expect(answers[2].contains("404") && answers[3].contains("405"))
        #expect(result.terminationStatus == .exited(0))
    }

    @Test func whereNobodyCanListenIsSaid() async throws {
        let wrong = try await Command.run(["export", "--prometheus", "somewhere"])
        #expect(wrong.status == 64 && wrong.errors.contains("not an address and port"))
        // A documentation address (RFC 5737), which no machine has.
        let elsewhere = try await Command.run(["export", "--prometheus", "192.0.2.1:0"])
        #expect(elsewhere.status == 3 && elsewhere.errors.contains("cannot listen at 192.0.2.1:0"))
    }
}
