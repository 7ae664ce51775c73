import HeadroomEvents
import Synchronization
import Testing

/// Events sent to Headroom while `body` runs.
func listening<Result>(_ body: (EventWriter) throws -> Result) async throws -> (result: Result, events: [Event]) {
    let events = Mutex<[Event]>([])
    let isClosed = Mutex(false)
    let path = "/tmp/headroom-events-\(UInt32.random(in: .min ... .max))"
    let listener = try EventListener(path: path) { message in
        if case .event(let event, _) = message { events.withLock { $0.append(event) } }
        if case .closed = message { isClosed.withLock { $0 = true } }
    }
    defer { listener.stop() }
    let result: Result
    do {
        let writer = try #require(EventWriter(path: path))
        result = try body(writer)
    }
    for _ in 0..<500 where !isClosed.withLock(\.self) { try await Task.sleep(for: .milliseconds(10)) }
    return (result, events.withLock(\.self))
}
