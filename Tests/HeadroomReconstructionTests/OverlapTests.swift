import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct OverlapTests {
    init() throws { try loadEngine() }

    /// A volume in which each cell is occupied with some probability.
    private func grids(_ count: Int, _ generator: inout SeededGenerator) -> [VoxelGrid] {
        (0..<count).map { _ in
            VoxelGrid(resolution: 32, cells: (0..<32768).map { _ in generator.next() % 5 == 0 })
        }
    }

    private func tensor(_ grids: [VoxelGrid]) throws -> Tensor {
        try Tensor(grids.flatMap { $0.cells.map { $0 ? 1 : 0 as UInt8 } }, shape: [grids.count, 1, 32, 32, 32])
    }

    @Test func packedVolumesOverlapAsGridsDo() throws {
        var generator = SeededGenerator(seed: 9)
        let (first, second) = (grids(3, &generator), grids(2, &generator))
        let packed = (try PackedVolumes(tensor(first)), try PackedVolumes(tensor(second)))
        for (i, left) in first.enumerated() {
            for (j, right) in second.enumerated() {
                let overlap = left.intersectionOverUnion(right)
                #expect(packed.0.intersectionOverUnion(i, with: packed.1, j) == overlap)
                let values = right.cells.map { $0 ? 0.7 : 0.3 as Float }
                #expect(packed.0.intersectionOverUnion(i, with: values[...], threshold: 0.5) == overlap)
            }
        }
    }

    @Test func theMeanIsOverClassesAndTheIntervalCoversIt() {
        let values = [0.2, 0.4, 0.6, 0.9]
        let overlap = Overlap(values: values, classes: ["chair", "chair", "chair", "car"])
        #expect(abs(overlap.mean - (0.4 + 0.9) / 2) < 1e-12)
        let interval = overlap.interval()
        #expect(interval.low < overlap.mean && interval.high > overlap.mean)
        #expect(interval.low >= 0.55 && interval.high <= 0.75)
    }

    /// The standard error of a mean, which the bootstrap estimates.
    @Test func theIntervalIsAsWideAsTheStandardErrorDemands() {
        var generator = SeededGenerator(seed: 2)
        let values = (0..<400).map { _ in 0.5 + 0.1 * generator.normal() }
        let overlap = Overlap(values: values, classes: Array(repeating: "lamp", count: 400))
        let interval = overlap.interval()
        #expect(abs((interval.high - interval.low) / (2 * 1.96 * 0.1 / 20) - 1) < 0.15)
    }

    @Test func aPriorIsFittedToOneSample() throws {
        let prior = try LatentPrior(width: 3)
        let mean = try Tensor([1, -2, 3] as [Float], shape: [1, 3])
        try prior.fit(mean)
        for value in try (prior.sample(100) - mean).absolute().doubles() { #expect(value < 0.02) }
    }

    @Test func theFittedPriorHasTheMomentsOfWhatItWasFittedTo() throws {
        try Engine.seed(4)
        let prior = try LatentPrior(width: 3)
        let mixing = try Tensor([2, 0, 0, 1, 0.5, 0, -1, 0.3, 0.1] as [Float], shape: [3, 3])
        let means = try Tensor.randn([4000, 3]).matmul(mixing) + Tensor([1, -2, 3] as [Float], shape: [3])
        try prior.fit(means)
        let samples = try prior.sample(20000)
        func moments(_ rows: Tensor) throws -> (mean: [Double], covariance: [Double]) {
            let mean = try rows.mean(dimension: 0)
            let rest = try rows - mean
            return (try mean.doubles(), try (rest.transpose(0, 1).matmul(rest) / Double(rows.shape[0])).doubles())
        }
        let (given, drawn) = (try moments(means), try moments(samples))
        for (a, b) in zip(given.mean, drawn.mean) { #expect(abs(a - b) < 0.06) }
        for (a, b) in zip(given.covariance, drawn.covariance) { #expect(abs(a - b) < 0.15) }
    }
}
