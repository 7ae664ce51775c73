import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomStore
import Subprocess
import TestSupport
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Programs that write to a store concurrently, and are killed while they do.
@Suite(.serialized) struct CrashTests {
    private let fixture = StoreFixture()

    /// Lets a program write until it has reported this number of stored runs, then kills it.
    ///
    /// - Returns: the runs reported as stored.
    private func write(prefix: String, count: Int, killAfter most: Int) async throws -> [String] {
        let result = try await Subprocess.run(
            .path(FilePath(Binaries.storeWriter)),
            arguments: [fixture.path, prefix, String(count)],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            var kept: [String] = []
            for try await line in execution.standardOutput.strings() {
                kept.append(line.filter { !$0.isWhitespace })
                if kept.count == most { kill(execution.processIdentifier.value, SIGKILL) }
            }
            return kept
        }
        return result.closureResult
    }

    @Test func aKillInTheMiddleLosesNothingThatWasKept() async throws {
        defer { fixture.remove() }
        var kept: [String] = []
        for round in 0..<12 {
            kept += try await write(prefix: "r\(round)-", count: 200, killAfter: 1 + 3 * round)
            let found = Set(try RunStore.open(fixture.path).summaries().map(\.id))
            #expect(kept.allSatisfy(found.contains))
        }
        for summary in try RunStore.openToRead(fixture.path).summaries() {
            #expect(try RunStore.openToRead(fixture.path).run(named: summary.id).document.notes.count == 1)
        }
        #expect(kept.count >= 12)
    }

    @Test func severalMayWriteAtOnce() async throws {
        defer { fixture.remove() }
        let kept = try await withThrowingTaskGroup(of: [String].self) { group in
            for writer in 0..<3 {
                group.addTask { try await self.write(prefix: "w\(writer)-", count: 20, killAfter: .max) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(kept.count == 60)
        #expect(try RunStore.open(fixture.path).summaries().count == 60)
    }
}
