import FoundationEssentials
import Glibc
import HeadroomCluster
import Synchronization
import TestSupport
import Testing

@Suite struct FenceTests {
    private let temporary: Folder
    private let folder: RunFolder
    private let key = "k"

    init() throws {
        temporary = try Folder()
        folder = RunFolder(path: "\(temporary.path)/run")
        try folder.prepare()
    }

    private func fence(seconds: Double = 0.02, end: @escaping @Sendable (Fence.Reason) -> Void = { _ in }) throws
        -> Fence
    {
        let claim = try folder.claim(key, host: "n1", job: "1", fingerprint: nil)
        let events = EventLog(path: folder.eventsPath(of: key, attempt: claim.attempt))
        return Fence(
            folder: folder,
            key: key,
            attempt: claim.attempt,
            events: events,
            seconds: seconds,
            end: end
        )
    }

    @Test func onlyALaterAttemptCounts() throws {
        defer { temporary.remove() }
        let first = try fence()
        #expect(first.check() == nil)
        let second = try fence()
        #expect(first.check() == .laterAttempt(2, folder.claim(of: key, attempt: 2)))
        #expect(first.check()?.description == "attempt 2 on n1, job 1 has taken this measurement over")
        #expect(second.check() == nil)
    }

    @Test func aCancellationCounts() throws {
        defer { temporary.remove() }
        let fence = try fence()
        try folder.cancel()
        #expect(fence.check() == .canceled)
        folder.removeCancellation()
        #expect(fence.check() == nil)
    }

    @Test func aFolderThatIsGoneEndsTheWorkOnce() async throws {
        defer { temporary.remove() }
        let count = Mutex(0)
        let (reasons, continuation) = AsyncStream.makeStream(of: Fence.Reason.self)
        let fence = try fence {
            count.withLock { $0 += 1 }
            _ = continuation.yield($0)
        }
        fence.start()
        temporary.remove()
        var iterator = reasons.makeAsyncIterator()
        guard case .unwritable = await iterator.next() else { return _ = Issue.record("no reason") }
        try await Task.sleep(for: .milliseconds(100))
        #expect(count.withLock { $0 } == 1)
        #expect(fence.reason != nil)
    }

    /// A pipe without a reader stands for a file system that hangs.
    @Test func aFolderThatHangsEndsTheWork() async throws {
        defer { temporary.remove() }
        let (reasons, continuation) = AsyncStream.makeStream(of: Fence.Reason.self)
        let fence = try fence { _ = continuation.yield($0) }
        #expect(mkfifo(folder.eventsPath(of: key, attempt: 1), 0o600) == 0)
        fence.start()
        var iterator = reasons.makeAsyncIterator()
        let reason = await iterator.next()
        #expect(reason?.description.contains("has not answered") == true, "\(String(describing: reason))")
        // Lets the thread of the fence go.
        let reader = open(folder.eventsPath(of: key, attempt: 1), O_RDONLY | O_NONBLOCK)
        close(reader)
    }

    @Test func aFenceThatIsStoppedEndsNothing() async throws {
        defer { temporary.remove() }
        let fence = try fence { _ in Issue.record("it ended the work") }
        fence.start()
        fence.stop()
        try folder.cancel()
        try await Task.sleep(for: .milliseconds(100))
        #expect(fence.reason == nil)
    }
}
