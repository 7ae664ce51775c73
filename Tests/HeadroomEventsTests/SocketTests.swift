import FoundationEssentials
import Glibc
import HeadroomEvents
import HeadroomSystem
import Synchronization
import Testing

/// Collects a listener's events, and lets a test wait for them.
private final class Heard: Sendable {
    private let messages = Mutex<[EventListener.Message]>([])

    func add(_ message: EventListener.Message) {
        messages.withLock { $0.append(message) }
    }

    var all: [EventListener.Message] { messages.withLock { $0 } }

    func wait(until enough: ([EventListener.Message]) -> Bool) async throws -> [EventListener.Message] {
        for _ in 0..<500 {
            if enough(all) { return all }
            try await Task.sleep(for: .milliseconds(10))
        }
        return all
    }
}

@Suite struct SocketTests {
    private let path = "/tmp/headroom-test-\(UInt32.random(in: .min ... .max))"

    @Test func stepsArriveWithTheirExactCountsHoweverTheyAreGathered() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        do {
            let writer = try #require(EventWriter(path: path))
            for _ in 0..<10_000 { writer.stepEnded(samples: 3, inputSeconds: 0) { 0.5 } }
            writer.end()
        }
        let messages = try await heard.wait { $0.contains(.closed(connection: 1)) }
        #expect(messages.first == .connected(connection: 1))
        var steps = 0
        for case .event(.step(let step), _) in messages { steps += step.steps ?? 1 }
        #expect(steps == 10_000)
        #expect(messages.contains(.event(.end(EndEvent(step: 10_000, totalSamples: 30_000)), connection: 1)))
    }

    @Test func anEpochsOddLastBatchIsCountedByItself() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        do {
            let writer = try #require(EventWriter(path: path))
            for _ in 0..<3 {
                for samples in [64, 64, 34] { writer.stepEnded(samples: samples, inputSeconds: 0) { nil } }
            }
            writer.batchSizeChanged(to: 32)
            for samples in [32, 32, 4] { writer.stepEnded(samples: samples, inputSeconds: 0) { nil } }
            writer.end()
        }
        let messages = try await heard.wait { $0.contains(.closed(connection: 1)) }
        var short = (steps: 0, samples: 0)
        for case .event(.step(let step), _) in messages {
            short = (short.steps + (step.shortSteps ?? 0), short.samples + (step.shortSamples ?? 0))
            #expect(step.shortSeconds ?? 0 <= step.seconds ?? 0)
        }
        #expect(short == (4, 3 * 34 + 4))
    }

    @Test func aStepHasEndedWhenItsLossIsThere() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        var readAt = 0.0
        do {
            let writer = try #require(EventWriter(path: path))
            writer.stepEnded(samples: 8, inputSeconds: 0) {
                usleep(50_000)
                readAt = MonotonicClock.seconds()
                return 0.5
            }
            writer.end()
        }
        let messages = try await heard.wait { $0.contains(.closed(connection: 1)) }
        let steps = messages.compactMap { if case .event(.step(let step), _) = $0 { step } else { nil } }
        let step = try #require(steps.first)
        #expect(step.synchronized == true && step.at >= readAt && step.seconds ?? 0 >= 0.05)
    }

    @Test func aPauseIsToldByTheLineAfterIt() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        do {
            let writer = try #require(EventWriter(path: path))
            for _ in 0..<3 { writer.stepEnded(samples: 1, inputSeconds: 0) { nil } }
            try await Task.sleep(for: .milliseconds(60))
            writer.restartClock()
            writer.stepEnded(samples: 8, batchSize: 2, inputSeconds: 0) { nil }
            writer.end()
        }
        let messages = try await heard.wait { $0.contains(.closed(connection: 1)) }
        let steps = messages.compactMap { if case .event(.step(let step), _) = $0 { step } else { nil } }
        #expect(steps.map(\.step) == [1, 3, 4])
        #expect(steps.map { $0.pauseSeconds != nil } == [false, false, true])
        let last = try #require(steps.last)
        #expect(last.pauseSeconds ?? 0 >= 0.06 && last.seconds ?? 1 < 0.06)
        #expect(last.at - steps[1].at >= (last.pauseSeconds ?? 0) + (last.seconds ?? 0) - 1e-6)
        // Of the eight samples of the step, two were in one forward pass.
        #expect(last.samples == 8 && last.batchSize == 2)
    }

    @Test func aWriterThatNobodyReadsNeverBlocksAndItsCountersStayRight() async throws {
        let heard = Heard()
        let slow = Mutex(true)
        let listener = try EventListener(path: path) { message in
            while slow.withLock({ $0 }) { usleepBriefly() }
            heard.add(message)
        }
        defer { listener.stop() }
        let writer = try #require(EventWriter(path: path))
        for number in 1...200_000 {
            writer.stepEnded(samples: 1, inputSeconds: 0) { nil }
            if number % 10 == 0 { writer.evaluation(split: "test", accuracy: 0.5, loss: nil) }
        }
        slow.withLock { $0 = false }
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(20))
            writer.end()
        }
        let messages = try await heard.wait {
            $0.contains(.event(.end(EndEvent(step: 200_000, totalSamples: 200_000)), connection: 1))
        }
        #expect(messages.contains(.event(.end(EndEvent(step: 200_000, totalSamples: 200_000)), connection: 1)))
        #expect(
            !messages.contains { if case .invalid = $0 { true } else { false } },
            "a dropped line left half a line behind"
        )
        #expect(messages.count < 220_000, "nothing was dropped, so the test did not test what it should")
    }

    @Test func commandsReachTheTrainingProcess() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        let writer = try #require(EventWriter(path: path))
        _ = try await heard.wait { !$0.isEmpty }
        #expect(writer.nextCommand() == nil)
        listener.send(.setBatchSize(128))
        listener.send(.setBatchSize(64))
        var commands: [EventCommand] = []
        for _ in 0..<200 where commands.count < 2 {
            if let command = writer.nextCommand() { commands.append(command) }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(commands == [.setBatchSize(128), .setBatchSize(64)])
    }

    @Test func withoutASocketThereIsNoWriter() {
        #expect(EventWriter(environment: [:]) == nil)
        #expect(EventWriter(environment: [EventEnvironment.socketPath: "/nonexistent/socket"]) == nil)
        #expect(EventWriter(path: String(repeating: "x", count: 200)) == nil)
    }
}

private func usleepBriefly() {
    let end = MonotonicClock.seconds() + 0.001
    while MonotonicClock.seconds() < end {}
}

/// End of a listener whose processes have ended.
@Suite struct DrainTests {
    private let path = "/tmp/headroom-test-\(UInt32.random(in: .min ... .max))"

    /// Connects, writes lines of steps, and disconnects, like a process that ends.
    private func write(steps: Int, closing: Bool = true) throws -> Int32 {
        try write(
            lines: (1...steps).map { "{\"event\":\"step\",\"at\":1,\"step\":\($0),\"totalSamples\":\($0)}\n" },
            closing: closing
        )
    }

    private func write(lines: [String], closing: Bool = true) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(connected == 0)
        let bytes = Array(lines.joined().utf8)
        #expect(send(descriptor, bytes, bytes.count, 0) == bytes.count)
        if closing { close(descriptor) }
        return descriptor
    }

    private func steps(_ messages: [EventListener.Message]) -> Int {
        messages.count { if case .event(.step, _) = $0 { true } else { false } }
    }

    /// The listener's thread is blocked in its first message, so that everything else is still in the sockets.
    @Test func whatEndedProcessesWroteIsHeard() async throws {
        let heard = Heard()
        let gate = Mutex(true)
        let listener = try EventListener(path: path) { message in
            heard.add(message)
            while gate.withLock({ $0 }) { usleep(1000) }
        }
        for _ in 0..<3 { _ = try write(steps: 500) }
        let draining = Task { await listener.drain(silenceSeconds: 60) }
        gate.withLock { $0 = false }
        await draining.value
        #expect(steps(heard.all) == 1500)
        #expect(heard.all.contains(.closed(connection: 3)))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aStepOfTheFutureIsRubbish() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        defer { listener.stop() }
        let now = MonotonicClock.seconds()
        _ = try write(
            lines: [now, now + 1000, now + 0.1].map {
                "{\"event\":\"step\",\"at\":\($0),\"step\":1,\"totalSamples\":8}\n"
            }
        )
        let messages = try await heard.wait { $0.contains(.closed(connection: 1)) }
        let reasons = messages.compactMap { if case .invalid(_, let reason) = $0 { reason } else { nil } }
        #expect(reasons == ["'at' of an event 'step' lies in the future: it is in seconds of CLOCK_MONOTONIC"])
        #expect(messages.count { if case .event(.step, _) = $0 { true } else { false } } == 2)
    }

    @Test func aConnectionThatStaysOpenEndsTheWait() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        let descriptor = try write(steps: 5, closing: false)
        defer { close(descriptor) }
        await listener.drain(silenceSeconds: 0.2)
        #expect(steps(heard.all) == 5)
    }

    @Test func aListenerThatIsStoppedEndsTheWait() async throws {
        let heard = Heard()
        let listener = try EventListener(path: path) { heard.add($0) }
        let descriptor = try write(steps: 1, closing: false)
        defer { close(descriptor) }
        let draining = Task { await listener.drain(silenceSeconds: 3600) }
        listener.stop()
        await draining.value
    }
}
