import FoundationEssentials
import HeadroomDigits
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Loads the engine, which is needed even for reading data: images become tensors.
func loadEngine() throws {
    try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
}

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct DataTests {
    init() throws { try loadEngine() }

    /// Error of loading a folder.
    private func complaint(_ load: () throws -> ImageSplit) -> String {
        do {
            _ = try load()
            return ""
        } catch {
            return (error as? WorkloadError)?.description ?? "another error: \(error)"
        }
    }

    private func idx(_ shape: [Int], _ values: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(shape.count)]
            + shape.flatMap { [UInt8($0 >> 24), UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
            + values
    }

    private func mnist(_ folder: Folder, images: Int = 3, labels: Int = 3) throws {
        try folder.write(idx([images, 2, 2], [UInt8](repeating: 7, count: images * 4)), "train-images-idx3-ubyte")
        try folder.write(idx([labels], [UInt8](repeating: 1, count: labels)), "train-labels-idx1-ubyte")
        try folder.write(idx([1, 2, 2], [1, 2, 3, 4]), "t10k-images-idx3-ubyte")
        try folder.write(idx([1], [9]), "t10k-labels-idx1-ubyte")
    }

    @Test func theDigitsAreSplitAsStated() throws {
        let split = try DigitsData.load("\(Needs.data)/digits.csv")
        #expect(split.training.count == 1442 && split.test.count == 355)
        // Every digit is in both parts, in approximately its proportion.
        for part in [split.training, split.test] {
            let labels = try part.labelValues()
            for digit in 0..<10 {
                let share = Double(labels.filter { $0 == Int64(digit) }.count) / Double(labels.count)
                #expect((0.095...0.105).contains(share))
            }
        }
    }

    @Test func damagedDigitsAreRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = "\(folder.path)/digits.csv"
        #expect(complaint { try DigitsData.load(path) }.contains("the digits are not at \(path)"))
        let line = [String](repeating: "16", count: 64).joined(separator: ",")
        try folder.write(Array("\(line),3\n\(line),3\n".utf8), "digits.csv")
        #expect(complaint { try DigitsData.load(path) }.contains("has 2 digits, not 1797"))
        try folder.write(Array("\(line),3\n\(line),12\n".utf8), "digits.csv")
        #expect(complaint { try DigitsData.load(path) }.contains("line 2 of"))
        try folder.write(Array("1,2,3\n".utf8), "digits.csv")
        #expect(complaint { try DigitsData.load(path) }.contains("line 1 of"))
    }

    @Test func filesLikeMNISTAreRead() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try mnist(folder)
        let split = try DataFolder.load(folder.path)
        #expect(split.training.count == 3 && split.test.count == 1 && split.training.classes == 10)
        let batch = try split.test.batch(Tensor([Int64(0)], shape: [1]))
        #expect(batch.images.shape == [1, 1, 2, 2])
        #expect(try batch.images.floats() == [1, 2, 3, 4].map { Float($0) / 255 })
        #expect(try batch.labels.int64s() == [9])
    }

    @Test func damagedIDXFilesAreRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try mnist(folder, images: 3, labels: 4)
        #expect(complaint { try DataFolder.load(folder.path) }.contains("has 3 images"))
        try folder.write([0, 0, 8, 3, 0, 0, 0, 9], "train-images-idx3-ubyte")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("is not an IDX file of 3 dimensions"))
        try folder.write(idx([3, 2, 2], [1, 2, 3]), "train-images-idx3-ubyte")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("should have 12 values"))
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/train-images-idx3-ubyte",
            toPath: "\(folder.path)/train-images-idx3-ubyte.gz"
        )
        #expect(complaint { try DataFolder.load(folder.path) }.contains("gunzip"))
    }

    /// Sizes whose product is 2^63 - 1, and 2^64: a damaged header may claim more than a machine word can count.
    @Test(arguments: [[454_279, 31_252_369, 649_657], [4, 1 << 31, 1 << 31]])
    func sizesBeyondAllMeasureAreRefused(shape: [Int]) throws {
        let folder = try Folder()
        defer { folder.remove() }
        try mnist(folder)
        try folder.write(idx(shape, []), "train-images-idx3-ubyte")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("it is damaged"))
    }

    @Test func filesOfCIFAR10AreReadAndDamagedOnesRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let record = [UInt8(3)] + [UInt8](repeating: 200, count: 3072)
        try folder.write(record + record, "data_batch_1.bin")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("test_batch.bin is missing"))
        try folder.write(record, "test_batch.bin")
        let split = try DataFolder.load(folder.path)
        #expect(split.training.count == 2 && split.training.channels == 3 && split.training.height == 32)
        try folder.write(record.dropLast(5), "test_batch.bin")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("not a whole number of records"))
        try folder.write([11] + record.dropFirst(), "test_batch.bin")
        #expect(complaint { try DataFolder.load(folder.path) }.contains("has the label 11"))
    }

    @Test func foldersThatAreNoneAreRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        #expect(complaint { try DataFolder.load("/nonexistent") }.contains("there is no folder"))
        #expect(complaint { try DataFolder.load(folder.path) }.contains("has neither MNIST-style files"))
        try folder.write([1], "file")
        #expect(complaint { try DataFolder.load("\(folder.path)/file") }.contains("is a file"))
    }

    @Test func aSyntheticSetHasTheAskedSizeAndStaysSmall() throws {
        let split = try SyntheticData.make(samples: 1_000_000, imageSize: 64, seed: 1)
        #expect(split.training.count == 1_000_000)
        #expect(split.training.stored <= 4096)
        #expect(split.training.height == 64)
    }

    @Test(arguments: [1_000_000_001, Int.max])
    func moreSamplesThanCanBeCountedAreRefused(samples: Int) {
        let refusal = #expect(throws: WorkloadError.self) {
            try SyntheticData.make(samples: samples, imageSize: 8, seed: 1)
        }
        #expect(refusal?.code == .usage && refusal?.description.contains("1000000000") == true)
    }
}

@Suite struct BatchOrderTests {
    @Test(arguments: [(10, 3), (1437, 64), (8, 8), (5, 1)])
    func everySampleComesOnceAnEpoch(count: Int, batchSize: Int) {
        var order = BatchOrder(count: count, stored: count, seed: 5)
        for _ in 0..<3 {
            order.shuffle()
            var seen: [Int64] = []
            var steps = 0
            while seen.count < count {
                seen += order.indices(at: seen.count, batchSize: batchSize)
                steps += 1
            }
            #expect(seen.sorted() == Array(0..<Int64(count)))
            #expect(steps == (count + batchSize - 1) / batchSize)
        }
    }

    @Test func aSeedRepeatsTheOrderAndEpochsDiffer() {
        func epochs(_ seed: UInt64) -> [[Int64]] {
            var order = BatchOrder(count: 50, stored: 50, seed: seed)
            return (0..<2).map { _ in
                order.shuffle()
                return order.indices(at: 0, batchSize: 50)
            }
        }
        #expect(epochs(1) == epochs(1))
        #expect(epochs(1)[0] != epochs(1)[1])
        #expect(epochs(1) != epochs(2))
    }

    @Test func aSetThatRepeatsItsSamplesGivesFullBatches() {
        var order = BatchOrder(count: 100, stored: 7, seed: 1)
        order.shuffle()
        let batch = order.indices(at: 0, batchSize: 64)
        #expect(batch.count == 64 && Set(batch).count == 7)
        #expect(order.indices(at: 64, batchSize: 64).count == 36)
    }
}
