import HeadroomCore
import RealModule
import Testing

@Suite struct SeedMeanTests {
    @Test func theIntervalIsStudents() throws {
        // Gosset's own kind of sample: mean 3, deviation sqrt(2.5), t(0.975, 4) = 2.776445.
        let mean = try #require(SeedMean([1, 2, 3, 4, 5]))
        let half = 2.776445 * (2.5 / 5).squareRoot()
        #expect(mean.value == 3 && mean.seeds == 5)
        #expect(abs(try #require(mean.high) - 3 - half) < 1e-5)
        #expect(abs(try #require(mean.low) - 3 + half) < 1e-5)
    }

    @Test func oneSeedHasNoInterval() throws {
        let mean = try #require(SeedMean([0.9]))
        #expect(mean.low == nil && mean.high == nil && mean.deviation == nil)
        #expect(mean.probability(thatExceeds: mean, by: 0) == nil)
        #expect(SeedMean([]) == nil)
    }

    @Test func welchsTestKnowsItsTables() throws {
        let a = try #require(
            SeedMean([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4])
        )
        let b = try #require(
            SeedMean([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4])
        )
        // SciPy 1.17: ttest_ind(a, b, equal_var=False) gives t = -2.455356, p = 0.021378 for both sides.
        let above = try #require(a.probability(thatExceeds: b, by: 0))
        #expect(abs(above - 0.021378 / 2) < 2e-5)
        #expect(abs(try #require(b.probability(thatExceeds: a, by: 0)) - (1 - above)) < 1e-12)
    }
}

@Suite struct ThresholdTests {
    private func points(_ values: [Int: [Double]]) throws -> [Threshold.Point] {
        try values.map { Threshold.Point(batchSize: $0, mean: try #require(SeedMean($1))) }
    }

    @Test func itIsTheLargestWithinTheToleranceOfTheBest() throws {
        let points = try points([
            16: [0.974, 0.975, 0.976], 64: [0.973, 0.974, 0.976], 256: [0.962, 0.966, 0.970], 1024: [0.90, 0.91, 0.92],
        ])
        let best = try #require(points.max { $0.mean.value < $1.mean.value })
        let found = try #require(
            Threshold(arm: .unchanged, points: points, best: best.mean, measure: .accuracy, tolerance: 0.01)
        )
        #expect(found.batchSize == 256 && !found.isLargestTried)
        #expect(try #require(found.probability) > 0.5)
        // The best is as good as itself; of the one near the edge neither can be said.
        #expect(found.low == 64 && found.high == 256)
    }

    @Test func aLossIsBetterTheLowerItIs() throws {
        let points = try points([8: [0.30, 0.31, 0.30], 32: [0.305, 0.315, 0.31], 128: [0.9, 0.95, 1.0]])
        let best = try #require(SeedMean([0.30, 0.31, 0.30]))
        let found = try #require(
            Threshold(arm: .scaledRate, points: points, best: best, measure: .loss, tolerance: 0.05)
        )
        #expect(found.batchSize == 32 && found.high == 32)
    }

    @Test func withOneSeedNothingIsSure() throws {
        let points = try points([8: [0.9], 32: [0.8]])
        let found = try #require(
            Threshold(arm: .unchanged, points: points, best: points[0].mean, measure: .accuracy, tolerance: 0.5)
        )
        #expect(found.batchSize == 32 && found.isLargestTried)
        #expect(Threshold(arm: .unchanged, points: [], best: points[0].mean, measure: .accuracy, tolerance: 0.5) == nil)
    }
}

@Suite struct ReductionTests {
    @Test func itIsToldByTheFirstLosses() {
        #expect(Reduction(firstLosses: [8: 2.3, 64: 2.35, 512: 2.28]) == .mean)
        #expect(Reduction(firstLosses: [8: 18.1, 64: 149, 512: 1180]) == .sum)
        // Neither, one size only, sizes too near, and losses that are none.
        #expect(Reduction(firstLosses: [8: 2.3, 64: 6.5]) == nil)
        #expect(Reduction(firstLosses: [8: 2.3]) == nil)
        #expect(Reduction(firstLosses: [8: 2.3, 9: 2.3]) == nil)
        #expect(Reduction(firstLosses: [8: .nan, 64: 0]) == nil)
    }

    /// Eight gradients over 64 samples each at two steps, with the mean of each eight, and as many over 16 samples.
    private func norms(_ norm: (Double) -> Double, count: Int = 8) -> [Int: [GradientPair.Norm]] {
        let group = [
            GradientPair.Norm(batchSize: 64, squaredNorm: norm(64), count: 8),
            GradientPair.Norm(batchSize: 512, squaredNorm: norm(512)),
        ]
        return [100: group, 108: group, 116: [.init(batchSize: 16, squaredNorm: norm(16), count: count)]]
    }

    @Test(arguments: [0, 1, 64, 1e6]) func theNormsOfGradientsTellTheReduction(noise: Double) {
        #expect(Reduction(gradientNorms: norms { 1 + noise / $0 }) == .mean)
        // Added they are so many times as long as there are samples.
        #expect(Reduction(gradientNorms: norms { $0 * $0 * (1 + noise / $0) }) == .sum)
    }

    @Test func pureNoiseTellsTheReductionAsWell() {
        #expect(Reduction(gradientNorms: norms { 3 / $0 }) == .mean)
        #expect(Reduction(gradientNorms: norms { 3 * $0 }) == .sum)
    }

    @Test func whatTheNormsDoNotTellIsLeftOpen() {
        // Between the two, as where clipping by hand has cut some.
        #expect(Reduction(gradientNorms: norms { $0.squareRoot() }) == nil)
        // One gradient alone scatters too much.
        #expect(Reduction(gradientNorms: norms({ _ in 1 }, count: 1)) == nil)
        // The parts of batches and their means alone: these have the same length either way.
        #expect(Reduction(gradientNorms: norms { 1 / $0 }.filter { $0.key < 116 }) == nil)
        #expect(Reduction(gradientNorms: [:]) == nil)
        #expect(Reduction(gradientNorms: [7: [.init(batchSize: 16, squaredNorm: 2, count: 8)]]) == nil)
        #expect(Reduction(gradientNorms: norms { $0 < 64 ? 0 : 1 }) == nil)
        #expect(Reduction(gradientNorms: norms { $0 < 64 ? .infinity : 1 }) == nil)
    }

    /// Gradients of a sum and of a mean, drawn with noise in few directions: it is never said wrongly.
    @Test func scatteredNormsTellTheReductionOrNothing() {
        var trace = Trace(seed: 12)
        var right = 0
        for draw in 0..<200 {
            let noise = [1.0, 30, 1000][draw % 3]
            let isSum = draw.isMultiple(of: 2)
            func norm(_ size: Int, count: Int) -> GradientPair.Norm {
                let deviation = (noise / 4 / Double(size)).squareRoot()
                let mean = (0..<count).reduce(0.0) { sum, _ in
                    (0..<4).reduce(sum) { sum, direction in
                        let value = (direction == 0 ? 1 : 0) + deviation * trace.normal()
                        return sum + value * value
                    }
                }
                let length = isSum ? Double(size * size) : 1
                return .init(batchSize: size, squaredNorm: length * mean / Double(count), count: count)
            }
            var all: [Int: [GradientPair.Norm]] = [:]
            for step in [10, 18] { all[step] = [norm(32, count: 8), .init(batchSize: 256, squaredNorm: 1)] }
            all[26] = [norm(8, count: 8)]
            let told = Reduction(gradientNorms: all)
            #expect(told == nil || told == (isSum ? .sum : .mean))
            if told != nil { right += 1 }
        }
        #expect(right > 180, "\(right)")
    }

    /// With added gradients plain descent takes k times the step by itself, and Adam takes the same.
    @Test func theLearningRateFollowsIt() throws {
        let sgd = try #require(LearningRateRule(optimizer: "sgd learningRate=0.05"))
        let adam = try #require(LearningRateRule(optimizer: "adam learningRate=0.001"))
        let lars = try #require(LearningRateRule(optimizer: "lars learningRate=5"))
        func factor(_ rule: LearningRateRule, _ reduction: Reduction) -> Double {
            rule.factor(from: 64, to: 256, criticalBatchSize: .infinity, reduction: reduction)
        }
        #expect(factor(sgd, .mean) == 4 && factor(sgd, .sum) == 1)
        #expect(factor(adam, .mean) == 2 && factor(adam, .sum) == 2)
        #expect(factor(lars, .mean) == 4 && factor(lars, .sum) == 4)
    }
}
