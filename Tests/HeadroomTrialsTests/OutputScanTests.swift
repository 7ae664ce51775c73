import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import Testing

@Suite struct OutputScanTests {
    /// Logs of a trial, written by the test.
    private final class Logs {
        let directory = "/tmp/headroom-scan-\(UInt32.random(in: .min ... .max))"

        init() throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        func write(_ text: String, to name: String = TrialFiles.standardError) throws {
            let path = "\(directory)/\(name)"
            let before = FileManager.default.contents(atPath: path) ?? Data()
            try (before + Data(text.utf8)).write(to: URL(filePath: path))
        }
    }

    private static let message = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n"

    @Test func aMessageIsFoundHoweverMuchFollowsIt() throws {
        let logs = try Logs()
        try logs.write(Self.message + String(repeating: "step 1: loss 0.3\n", count: 100_000))
        var scan = OutputScan(directory: logs.directory)
        #expect(scan.advance().map(\.text) == ["CUDA out of memory. Tried to allocate"])
        #expect(scan.advance().count == 1, "what was found stays found")
    }

    @Test func bothStreamsAreReadAndMayAppearLater() throws {
        let logs = try Logs()
        var scan = OutputScan(directory: logs.directory)
        #expect(scan.advance().isEmpty)
        try logs.write("RuntimeError: CUDA error: out of memory\n", to: TrialFiles.standardOutput)
        #expect(scan.advance().map(\.resource) == [.device])
        try logs.write("DefaultCPUAllocator: can't allocate memory: you tried")
        #expect(scan.advance().map(\.resource) == [.device, .host])
    }

    /// Split at every position, in the middle of the message and of the line's beginning.
    @Test(arguments: [Self.message, "[rank3]: MemoryError\n", "MemoryError"])
    func aMessageThatComesInPiecesIsFound(message: String) throws {
        for cut in 0..<message.utf8.count {
            let logs = try Logs()
            var scan = OutputScan(directory: logs.directory)
            try logs.write(String(repeating: "x", count: 300) + "\n" + String(message.prefix(cut)))
            _ = scan.advance()
            try logs.write(String(message.dropFirst(cut)))
            #expect(scan.advance().count == 1, "cut at \(cut)")
        }
    }

    @Test func aMessageAcrossTheBoundaryOfWhatIsReadAtOnceIsFound() throws {
        for distance in [0, 1, 2, 6, 11, 12, 13, 80] {
            let logs = try Logs()
            try logs.write(String(repeating: "x", count: 262_144 - distance - 1) + "\nMemoryError: no memory\n")
            var scan = OutputScan(directory: logs.directory)
            #expect(scan.advance().map(\.text) == ["MemoryError"], "\(distance) before it")
        }
    }

    @Test func aNameThatGoesOnIsAnother() throws {
        let logs = try Logs()
        var scan = OutputScan(directory: logs.directory)
        try logs.write("start\nMemoryError")
        #expect(scan.advance().count == 1)
        try logs.write("Handler registered\n")
        #expect(scan.advance().isEmpty)
    }

    @Test func aLongLineHasOneBeginning() throws {
        let logs = try Logs()
        try logs.write(String(repeating: "x", count: 600_000))
        var scan = OutputScan(directory: logs.directory)
        #expect(scan.advance().isEmpty)
        try logs.write("MemoryError\n")
        #expect(scan.advance().isEmpty)
    }

    @Test func whatAnEarlierTrialWroteIsForgotten() throws {
        let logs = try Logs()
        try logs.write(Self.message)
        var scan = OutputScan(directory: logs.directory)
        #expect(scan.advance().count == 1)
        scan.restart()
        #expect(scan.found.isEmpty && scan.advance().isEmpty)
        try logs.write("RuntimeError: CUDA error: out of memory\n")
        #expect(scan.advance().map(\.text) == ["CUDA error: out of memory"])
    }
}
