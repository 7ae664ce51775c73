import HeadroomCore
import Testing

@Suite struct ThresholdTests {
    private func points(_ values: [Int: [Double]], arm: Arm = .unchanged) -> [Threshold.Point] {
        values.map { size, values in
            let bySeed = values.enumerated().map { (Optional($0), $1) }
            return Threshold.Point(arm: arm, batchSize: size, values: Dictionary(uniqueKeysWithValues: bySeed))
        }
    }

    private func threshold(
        _ values: [Int: [Double]],
        baseline: Int,
        rivals: [Threshold.Point] = [],
        measure: Metric = .accuracy,
        tolerance: Double = 0.01
    ) -> Threshold? {
        let points = points(values)
        return Threshold(
            arm: .unchanged,
            points: points,
            rivals: points.filter { !$0.values.isEmpty } + rivals,
            baseline: baseline,
            resolution: (points + rivals).flatMap { $0.values.values }.resolution,
            measure: measure,
            tolerance: tolerance
        )
    }

    @Test func itIsTheLargestWithinTheToleranceOfTheBest() throws {
        let found = try #require(
            threshold(
                [
                    16: [0.974, 0.975, 0.976], 64: [0.973, 0.974, 0.976], 256: [0.962, 0.966, 0.970],
                    1024: [0.90, 0.91, 0.92],
                ],
                baseline: 16
            )
        )
        #expect(found.batchSize == 256 && !found.isLargestTried)
        // The means of 64 and 256 differ by almost the tolerance, and three seeds do not give more certainty.
        #expect(found.sureBatchSize == 64 && found.low == 64)
        #expect(try #require(found.probability) < 0.95)
        #expect(found.high == 256)
    }

    /// An effect of a seed common to all batch sizes does not add uncertainty to their difference.
    @Test func seedsThatPairAreComparedAsPairs() throws {
        let seeds = [0.90, 0.94, 0.92, 0.97, 0.95]
        let larger = [0.899, 0.942, 0.919, 0.972, 0.949]
        let found = try #require(threshold([32: seeds, 64: larger], baseline: 32))
        #expect(found.sureBatchSize == 64 && found.isLargestTried)
        let shuffled = try #require(threshold([32: seeds, 64: larger.reversed()], baseline: 32))
        #expect(shuffled.batchSize == 64 && shuffled.sureBatchSize == nil)
    }

    /// The reference is the best of all: another arm that may be better also counts.
    @Test func everyRivalCounts() throws {
        let values = [32: [0.950, 0.951, 0.952, 0.953, 0.951], 64: [0.950, 0.952, 0.951, 0.952, 0.952]]
        #expect(threshold(values, baseline: 32)?.sureBatchSize == 64)
        let unsure = points([64: [0.95, 0.99, 0.93, 0.97, 0.91]], arm: .scaledRate)
        let found = try #require(threshold(values, baseline: 32, rivals: unsure))
        #expect(found.batchSize == 64 && found.sureBatchSize == nil)
    }

    /// "Up to" a batch size includes all below it: also one that diverged, or whose mean is out of tolerance.
    @Test func nothingOnTheWayIsPassedOver() throws {
        let good = [0.950, 0.951, 0.952, 0.953, 0.951]
        let other = [0.951, 0.950, 0.953, 0.952, 0.952]
        let diverged = try #require(threshold([32: good, 64: [], 128: other], baseline: 32))
        #expect(diverged.batchSize == 32 && diverged.sureBatchSize == 32 && !diverged.isLargestTried)
        let low = good.map { $0 - 0.05 }
        let worse = try #require(threshold([32: good, 64: low, 128: other], baseline: 32))
        #expect(worse.batchSize == 32 && worse.sureBatchSize == 32)
    }

    /// A command whose baseline is already too large has a threshold below it.
    @Test func itMayLieBelowToday() throws {
        let good = [0.950, 0.951, 0.952, 0.953, 0.951]
        let values = [
            16: good, 32: [0.951, 0.950, 0.953, 0.952, 0.952], 64: good.map { $0 - 0.05 }, 128: good.map { $0 - 0.1 },
        ]
        let found = try #require(threshold(values, baseline: 64))
        #expect(found.batchSize == 32 && found.sureBatchSize == 32 && found.high == 32)
    }

    /// Small batch sizes that do worse do not hide that larger ones do well.
    @Test func itDoesNotStopAtSmallOnes() throws {
        let good = [0.950, 0.951, 0.952, 0.953, 0.951]
        let values = [
            16: good.map { $0 - 0.03 }, 32: good, 64: [0.951, 0.950, 0.953, 0.952, 0.952],
            128: good.map { $0 - 0.1 },
        ]
        let found = try #require(threshold(values, baseline: 32))
        #expect(found.batchSize == 64 && found.sureBatchSize == 64)
        // By the means the best also counts if neither the baseline nor the smallest is within the tolerance.
        #expect(threshold(values, baseline: 128)?.batchSize == 64)
    }

    @Test func aLossIsBetterTheLowerItIs() throws {
        let found = try #require(
            threshold(
                [8: [0.30, 0.31, 0.30], 32: [0.305, 0.315, 0.31], 128: [0.9, 0.95, 1.0]],
                baseline: 8,
                measure: .loss,
                tolerance: 0.05
            )
        )
        #expect(found.batchSize == 32 && found.sureBatchSize == 32 && found.high == 32)
    }

    @Test func withOneSeedNothingIsSure() throws {
        let found = try #require(threshold([8: [0.9], 32: [0.8]], baseline: 8, tolerance: 0.5))
        #expect(found.batchSize == 32 && found.isLargestTried)
        #expect(found.probability == nil && found.sureBatchSize == nil && found.low == nil && found.high == nil)
        #expect(threshold([:], baseline: 8) == nil)
    }
}
