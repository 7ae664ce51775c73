import HeadroomCore
import HeadroomNumerics
import RealModule
import Testing

@Suite struct SeedMeanTests {
    @Test func theIntervalIsStudents() throws {
        // A sample as in Gosset's paper: mean 3, deviation sqrt(2.5), t(0.975, 4) = 2.776445.
        let mean = try #require(SeedMean([1, 2, 3, 4, 5]))
        let half = 2.776445 * (2.5 / 5).squareRoot()
        #expect(mean.value == 3 && mean.seeds == 5)
        #expect(abs(try #require(mean.high) - 3 - half) < 1e-5)
        #expect(abs(try #require(mean.low) - 3 + half) < 1e-5)
    }

    @Test func oneSeedHasNoInterval() throws {
        let mean = try #require(SeedMean([0.9]))
        #expect(mean.low == nil && mean.high == nil && mean.deviation == nil)
        #expect(SeedMean([]) == nil)
    }

    /// The best of several may be the best by chance: its interval is simultaneous over all of them.
    @Test func whatWasChosenHasAWiderInterval() throws {
        let mean = try #require(SeedMean([1, 2, 3, 4, 5], outOf: 10))
        // t(1 - 0.0025, 4) = 5.597568.
        let half = 5.597568 * (2.5 / 5).squareRoot()
        #expect(abs(try #require(mean.high) - 3 - half) < 1e-5)
    }
}

@Suite struct SeedDifferenceTests {
    @Test func itIsThatOfPairs() throws {
        // The seeds differ by far more than the two kinds. Student's data: ten patients, two drugs; SciPy 1.17:
        // ttest_rel gives t = -4.062128, p = 0.002833, two-sided.
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
        func bySeed(_ values: [Double]) -> [Int?: Double] {
            Dictionary(uniqueKeysWithValues: values.enumerated().map { (Optional($0), $1) })
        }
        let difference = try #require(SeedDifference(of: bySeed(first), over: bySeed(second), resolution: 0))
        #expect(abs(difference.value + 1.58) < 1e-12 && difference.degreesOfFreedom == 9)
        #expect(abs(difference.deviations(above: 0) + 4.062128) < 1e-6)
        let tail = StudentT.cumulative(difference.deviations(above: 0), degreesOfFreedom: 9)
        #expect(abs(tail - 0.002833 / 2) < 1e-6)
    }

    @Test func onlyCommonSeedsArePairs() throws {
        let one: [Int?: Double] = [0: 1, 1: 2, 2: 3]
        let difference = try #require(SeedDifference(of: one, over: [1: 1, 2: 1, 7: 99], resolution: 0))
        #expect(difference.value == 1.5 && difference.degreesOfFreedom == 1)
        #expect(SeedDifference(of: one, over: [1: 1, 7: 2], resolution: 0) == nil)
        // Without spread the error is unknown, unless the resolution of the values is known.
        #expect(SeedDifference(of: one, over: one, resolution: 0) == nil)
        let counted = try #require(SeedDifference(of: one, over: one, resolution: 0.6))
        #expect(counted.value == 0 && abs(counted.standardError - (0.36 / 6 / 3).squareRoot()) < 1e-12)
    }

    @Test func theResolutionIsTheLeastStep() {
        #expect([0.5, 0.25, 1, 0.5].resolution == 0.25)
        #expect([0.5, 0.5].resolution == nil && [Double]().resolution == nil)
    }
}

@Suite struct ReductionTests {
    @Test func itIsToldByTheFirstLosses() {
        #expect(Reduction(firstLosses: [8: 2.3, 64: 2.35, 512: 2.28]) == .mean)
        #expect(Reduction(firstLosses: [8: 18.1, 64: 149, 512: 1180]) == .sum)
        // Neither sum nor mean, only one size, sizes too close, and losses that are not finite.
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
        // Summed, their norm is multiplied by the number of samples.
        #expect(Reduction(gradientNorms: norms { $0 * $0 * (1 + noise / $0) }) == .sum)
    }

    @Test func pureNoiseTellsTheReductionAsWell() {
        #expect(Reduction(gradientNorms: norms { 3 / $0 }) == .mean)
        #expect(Reduction(gradientNorms: norms { 3 * $0 }) == .sum)
    }

    @Test func whatTheNormsDoNotTellIsLeftOpen() {
        // Between the two, as when manual clipping has reduced some.
        #expect(Reduction(gradientNorms: norms { $0.squareRoot() }) == nil)
        // A single gradient has too much noise.
        #expect(Reduction(gradientNorms: norms({ _ in 1 }, count: 1)) == nil)
        // The parts of batches and their means alone: these have the same norm either way.
        #expect(Reduction(gradientNorms: norms { 1 / $0 }.filter { $0.key < 116 }) == nil)
        #expect(Reduction(gradientNorms: [:]) == nil)
        #expect(Reduction(gradientNorms: [7: [.init(batchSize: 16, squaredNorm: 2, count: 8)]]) == nil)
        #expect(Reduction(gradientNorms: norms { $0 < 64 ? 0 : 1 }) == nil)
        #expect(Reduction(gradientNorms: norms { $0 < 64 ? .infinity : 1 }) == nil)
    }

    /// Gradients of a sum and of a mean, with noise in few directions: the reduction is never wrong.
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

    /// With summed gradients plain descent multiplies the step by k by itself, and Adam leaves it unchanged.
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
