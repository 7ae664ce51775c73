import Glibc
import HeadroomTorch
import Synchronization
import Testing

extension EngineTests {
    private struct Broken: Error {}

    @Test(arguments: [1, 4]) func batchesComeInOrderWithAnyNumberOfThreads(threads: Int) throws {
        let loader = BatchLoader(count: 50, threads: threads) { index throws(TorchError) in
            // The later ones are made faster, so that they are ready out of order.
            for _ in 0..<(50 - index) { _ = try Tensor.ones([100]) }
            return try Tensor.full([2], Double(index)).requiresGradient(true) * 2
        }
        var seen: [Float] = []
        while let batch = try loader.next() {
            #expect(!batch.requiresGradient, "nothing is recorded for gradients")
            seen.append(try batch.floats()[0])
        }
        #expect(seen == (0..<50).map { Float(2 * $0) })
        #expect(try loader.next() == nil)
    }

    @Test func noMoreAreMadeThanMayWait() throws {
        let made = Mutex(0)
        let loader = BatchLoader(count: 100, threads: 2, ahead: 5) { index throws(TorchError) in
            made.withLock { $0 += 1 }
            return index
        }
        for index in 0..<20 {
            #expect(try loader.next() == index)
            #expect(made.withLock { $0 } <= index + 1 + 5)
        }
    }

    @Test func anErrorComesInItsPlaceAndEndsIt() throws {
        let loader = BatchLoader(count: 10, threads: 3) { index throws(TorchError) in
            if index == 4 { throw TorchError(code: .file, operation: "read", message: "batch 4 is missing") }
            return index
        }
        for index in 0..<4 { #expect(try loader.next() == index) }
        let error = try #require(throws: TorchError.self) { try loader.next() }
        #expect(error.message == "batch 4 is missing")
        #expect(try loader.next() == nil)
    }

    /// Each batch is taken once, and no thread waits forever for a batch taken by another.
    @Test func severalThreadsTakeBatches() async throws {
        let loader = BatchLoader(count: 200, threads: 2) { index throws(TorchError) in index }
        let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var taken: [Int] = []
                    while let index = try loader.next() { taken.append(index) }
                    return taken
                }
            }
            return try await group.reduce([]) { $0 + $1 }
        }
        #expect(taken.sorted() == Array(0..<200))
    }

    /// Several threads read batches from a file.
    @Test func batchesAreReadByParts() throws {
        let folder = try makeFolder()
        defer { removeFolder(folder) }
        let path = "\(folder)/data.safetensors"
        try StateFile.save([NamedTensor("rows", Tensor.range(100).reshape([50, 2]))], to: path)
        let reader = try StateFileReader(path)
        let loader = BatchLoader(count: 10, threads: 3) { index throws(TorchError) in
            try reader.tensor("rows", rows: 5 * index..<5 * index + 5)
        }
        var seen: [Int64] = []
        while let batch = try loader.next() { seen += try batch.int64s() }
        #expect(seen == (0..<100).map { Int64($0) })
    }

    @Test func noBatchesAreNone() throws {
        let loader = BatchLoader(count: 0) { index throws(TorchError) in index }
        #expect(try loader.next() == nil)
    }

    /// The threads end with the loader, and release the data of their batches.
    @Test func aLoaderThatIsReleasedEndsItsThreads() throws {
        final class Token: Sendable {}
        weak var left: Token?
        do {
            let token = Token()
            left = token
            let loader = BatchLoader(count: 1000, threads: 2) { [token] index throws(TorchError) in
                withExtendedLifetime(token) { index }
            }
            #expect(try loader.next() == 0)
        }
        for _ in 0..<1000 where left != nil { usleep(10_000) }
        #expect(left == nil)
    }
}
