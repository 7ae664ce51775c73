import Glibc
import HeadroomCommandLine
import HeadroomSystem

/// HTTP server for `GET /metrics` only, one connection at a time, for scrapers.
///
/// Existing server libraries are unsuitable: FlyingFox needs `FoundationNetworking`, whose libcurl a statically linked
/// binary does not have, and the others add SwiftNIO to every clean build.
struct MetricsServer {
    /// Address to listen on: `:9400` is the loopback interface, `0.0.0.0:9400` all interfaces.
    struct Address: Equatable, Sendable {
        var host: String
        var port: UInt16

        init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
                return nil
            }
            let host = String(text[..<colon])
            var address = in_addr()
            self.host = host.isEmpty || host == "localhost" ? "127.0.0.1" : host
            self.port = port
            guard inet_pton(AF_INET, self.host, &address) == 1 else { return nil }
        }
    }

    private let descriptor: Int32
    /// Port in use: chosen by the system if 0 was requested.
    let port: UInt16

    init(_ address: Address) throws(CommandFailure) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        inet_pton(AF_INET, address.host, &name.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listens = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, listens else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw CommandFailure("cannot listen at \(address.host):\(address.port): \(reason)")
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: name.sin_port)
    }

    /// Serves requests until `shouldContinue` returns false.
    func serve(contentType: String, while shouldContinue: () -> Bool, metrics: () -> String) {
        defer { close(descriptor) }
        while shouldContinue() {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 200) > 0 else { continue }
            let caller = accept(descriptor, nil, nil)
            guard caller >= 0 else { continue }
            defer { close(caller) }
            // A client that neither sends nor reads must not block the next one.
            var timeout = timeval(tv_sec: 1, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(caller, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
            }
            guard let line = requestLine(of: caller) else { continue }
            let words = line.split(separator: " ")
            let path = words.count > 1 ? words[1].prefix { $0 != "?" } : ""
            switch (words.first, path) {
            case ("GET", "/metrics"): answer(caller, "200 OK", contentType, metrics())
            case ("GET", "/"): answer(caller, "200 OK", "text/plain", "headroom: the metrics are at /metrics\n")
            case ("GET", _): answer(caller, "404 Not Found", "text/plain", "headroom: only /metrics is here\n")
            default: answer(caller, "405 Method Not Allowed", "text/plain", "headroom: only GET is answered\n")
            }
        }
    }

    /// First line of a request, the only part that is needed; nil if none is received.
    private func requestLine(of caller: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        // The rest of the request is read too: closing with unread data resets the connection. The deadline also
        // applies to a client that sends slowly.
        let deadline = MonotonicClock.seconds() + 1
        while bytes.count < 65_536, MonotonicClock.seconds() < deadline {
            let count = recv(caller, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            bytes += buffer[..<count]
            if bytes.suffix(4) == [13, 10, 13, 10] || bytes.suffix(2) == [10, 10] { break }
        }
        guard !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 != 13 && $0 != 10 }, as: UTF8.self)
    }

    private func answer(_ caller: Int32, _ status: String, _ contentType: String, _ body: String) {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(contentType)\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n"
        var bytes = Array((head + body).utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(caller, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
