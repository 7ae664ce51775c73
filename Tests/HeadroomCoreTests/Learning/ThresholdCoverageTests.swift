import FoundationEssentials
import HeadroomCore
import HeadroomNumerics
import Testing

/// Studies drawn from known curves: how often the claim "within the tolerance of the best up to N" is true.
private struct DrawnStudy: CustomStringConvertible {
    static let tolerance = 0.01
    static let batchSizes = [16, 32, 64, 128, 256, 512, 1024]
    static let baseline = 64

    var name: String
    /// True means of each arm at each batch size, relative to the best, in percentage points.
    var means: [Arm: [Double]]
    /// Standard deviation between seeds, in percentage points; at the largest batch size it is `growth` times as large.
    var noise: Double
    var growth = 1.0
    var seeds: Int
    /// Correlation of two trainings with the same seed.
    var correlation = 0.3
    /// Number of test samples, of which whole ones are counted; nil for a continuous measure.
    var testSamples: Int?

    var description: String { "\(name), noise \(noise), \(seeds) seeds" }

    func isWithin(_ arm: Arm, _ index: Int) -> Bool {
        let best = means.values.flatMap(\.self).max() ?? 0
        return (means[arm]?[index] ?? -.infinity) >= best - 100 * Self.tolerance
    }

    /// Means to draw with, so that the mean of the rounded values is the true one: if seeds differ by less than a
    /// sample, rounding shifts it.
    private var drawnMeans: [Arm: [Double]] {
        guard let testSamples else { return means }
        let step = 100 / Double(testSamples)
        func counted(_ mean: Double) -> Double {
            let nearest = ((90 + mean) / step).rounded()
            return (-40...40).reduce(0.0) { sum, offset in
                let value = (nearest + Double(offset)) * step - 90
                let (low, high) = ((value - step / 2 - mean) / noise, (value + step / 2 - mean) / noise)
                return sum + value * (Normal.cumulative(high) - Normal.cumulative(low))
            }
        }
        return means.mapValues { means in
            means.map { mean in
                var (low, high) = (mean - step, mean + step)
                for _ in 0..<60 {
                    let middle = (low + high) / 2
                    if counted(middle) < mean { low = middle } else { high = middle }
                }
                return low
            }
        }
    }

    /// Draws a study, and returns its claim for the first arm.
    ///
    /// - Parameter drawnMeans: means of the draws.
    private func draw(_ generator: inout SeededGenerator, around drawnMeans: [Arm: [Double]]) -> Threshold? {
        let arms = Arm.allCases.filter { means[$0] != nil }
        let common = (0..<seeds).map { _ in correlation.squareRoot() * generator.normal() }
        let baseline = Self.batchSizes.firstIndex(of: Self.baseline) ?? 0
        let own = (1 - correlation).squareRoot()
        let all = arms.flatMap { arm in
            Self.batchSizes.indices.map { index in
                let scale = noise * (1 + (growth - 1) * Double(index) / Double(Self.batchSizes.count - 1))
                let values = (0..<seeds).map { seed -> (Int?, Double) in
                    let drawn = scale * (common[seed] + own * generator.normal())
                    let value = 0.9 + 0.01 * (drawnMeans[arm]?[index] ?? 0) + 0.01 * drawn
                    guard let testSamples else { return (seed, value) }
                    return (seed, (value * Double(testSamples)).rounded() / Double(testSamples))
                }
                let bySeed = Dictionary(uniqueKeysWithValues: values)
                return Threshold.Point(arm: arm, batchSize: Self.batchSizes[index], values: bySeed)
            }
        }
        let rivals = all.filter { $0.arm == arms[0] || $0.batchSize != Self.batchSizes[baseline] }
        // At the baseline the arms are one training.
        let points = all.filter { $0.arm == arms[0] }
        return Threshold(
            arm: arms[0],
            points: points,
            rivals: rivals,
            baseline: Self.baseline,
            resolution: all.flatMap { $0.values.values }.resolution,
            measure: .accuracy,
            tolerance: Self.tolerance
        )
    }

    /// Whether a claim "up to N" is false: the batch size is not within the tolerance, or one between it and both the
    /// baseline and the smallest is not.
    private func isFalse(_ batchSize: Int?, _ arm: Arm) -> Bool {
        guard let batchSize, let end = Self.batchSizes.firstIndex(of: batchSize),
            let baseline = Self.batchSizes.firstIndex(of: Self.baseline)
        else { return false }
        func holds(from start: Int) -> Bool { start <= end && (start...end).allSatisfy { isWithin(arm, $0) } }
        return !holds(from: baseline) && !holds(from: 0)
    }

    /// Frequencies over many draws: of claims at 95 %, of false ones, and of batch sizes beyond `high` that are within
    /// the tolerance.
    func outcome(draws: Int, seed: UInt64) -> (claimed: Double, wrong: Double, low: Double, beyond: Double) {
        var generator = SeededGenerator(seed: seed)
        let arm = Arm.allCases.first { means[$0] != nil } ?? .unchanged
        let last = Self.batchSizes.indices.last { isWithin(arm, $0) }.map { Self.batchSizes[$0] } ?? 0
        var (claimed, wrong, low, beyond) = (0, 0, 0, 0)
        let drawnMeans = drawnMeans
        for _ in 0..<draws {
            guard let threshold = draw(&generator, around: drawnMeans) else { continue }
            if threshold.sureBatchSize != nil { claimed += 1 }
            if isFalse(threshold.sureBatchSize, arm) { wrong += 1 }
            if isFalse(threshold.low, arm) { low += 1 }
            if let high = threshold.high, high < last { beyond += 1 }
        }
        let all = Double(draws)
        return (Double(claimed) / all, Double(wrong) / all, Double(low) / all, Double(beyond) / all)
    }

    /// Just outside the tolerance, where false claims are most likely.
    static let outside = -1.000001

    static let curves: [(name: String, means: [Arm: [Double]])] = [
        ("flat", [.unchanged: [0, 0, 0, 0, 0, 0, 0], .scaledRate: [0, 0, 0, 0, 0, 0, 0]]),
        (
            "slope",
            [.unchanged: [0, -0.4, -0.8, -1.2, -1.6, -2, -2.4], .scaledRate: [0, -0.2, -0.8, -0.9, -1, -1.2, -2]]
        ),
        ("step, one arm", [.unchanged: [0, -2, 0, outside, outside, outside, outside]]),
        (
            "step, two arms",
            [.unchanged: [0, 0, 0, outside, outside, outside, outside], .scaledRate: [0, 0, 0, 0, -1, -2, -3]]
        ),
        ("only the smallest", [.unchanged: [0, outside, outside, outside, outside, outside, outside]]),
        ("only today's", [.unchanged: [outside, outside, 0, outside, outside, outside, outside]]),
        ("only larger ones", [.unchanged: [-3, -2, outside, outside, 0, 0, -2]]),
        ("hump", [.unchanged: [outside, -0.5, 0, -0.5, outside, -2, -3]]),
        (
            "the other arm is the best",
            [
                .unchanged: [outside, outside, outside, outside, outside, -2, -3],
                .scaledRate: [0, 0, outside, 0, 0, 0, 0],
            ]
        ),
    ]
}

@Suite struct ThresholdCoverageTests {
    /// Number of studies of each kind for the table in docs/measurements/learning.md; nil for a few studies of some
    /// kinds.
    private static let wishedDraws = ProcessInfo.processInfo.environment["HEADROOM_DRAWS"].flatMap(Int.init)

    private static let studies: [DrawnStudy] = everyCurve + counted + growing

    private static var everyCurve: [DrawnStudy] {
        var studies: [DrawnStudy] = []
        for (name, means) in DrawnStudy.curves {
            for noise in wishedDraws == nil ? [0.1, 4] : [0.1, 0.4, 1, 4] {
                for seeds in wishedDraws == nil ? [3, 8] : [3, 5, 8] {
                    studies.append(DrawnStudy(name: name, means: means, noise: noise, seeds: seeds))
                }
            }
        }
        return studies
    }

    /// Studies with accuracies counted in test samples, here those of the digits.
    private static var counted: [DrawnStudy] {
        var studies: [DrawnStudy] = []
        for noise in wishedDraws == nil ? [0.05, 0.1] : [0.05, 0.1, 0.3] {
            for seeds in [3, 5] {
                for shift in wishedDraws == nil ? [0.1] : [0, 0.1, 0.2] {
                    let means = DrawnStudy.curves[2].means.mapValues { $0.map { $0 + shift } }
                    var study = DrawnStudy(name: "counted in 355 samples", means: means, noise: noise, seeds: seeds)
                    study.testSamples = 355
                    studies.append(study)
                }
            }
        }
        return studies
    }

    private static var growing: [DrawnStudy] {
        [3, 5, 8].map { seeds in
            let means = DrawnStudy.curves[2].means
            return DrawnStudy(name: "noise that grows", means: means, noise: 0.2, growth: 8, seeds: seeds)
        }
    }

    /// At most one of twenty studies may have a false claim, for any kind of curve.
    @Test func whatItIsSureOfHoldsAsOftenAsItClaims() {
        let draws = Self.wishedDraws ?? 200
        // Four standard errors: of a hundred kinds of study none exceeds them by chance.
        func slack(_ draws: Int) -> Double { 4 * (0.05 * 0.95 / Double(draws)).squareRoot() }
        var wrong: [String: [Double]] = [:]
        for (index, study) in Self.studies.enumerated() {
            let found = study.outcome(draws: draws, seed: UInt64(1000 + index))
            #expect(found.wrong <= 0.05 + slack(draws), "\(study): \(found.wrong) of what it was sure of is false")
            #expect(found.low <= 0.0125 + slack(draws), "\(study): \(found.low) of the lower ends are false")
            #expect(found.beyond <= 0.0125 + slack(draws), "\(study): \(found.beyond) of the upper ends are false")
            wrong[study.name, default: []].append(found.wrong)
            if Self.wishedDraws != nil {
                print("coverage|\(study.name)|\(study.noise)|\(study.seeds)|\(found.claimed)|\(found.wrong)")
            }
        }
        for (name, shares) in wrong {
            let mean = shares.reduce(0, +) / Double(shares.count)
            #expect(mean <= 0.05 + slack(draws * shares.count), "\(name): \(mean) of what it was sure of is false")
        }
        // The hardest curves are at the edge: a rule that never claims anything would also be correct, but useless.
        #expect(wrong.values.flatMap(\.self).max() ?? 0 > 0.02)
        let quiet = DrawnStudy(name: "flat", means: DrawnStudy.curves[0].means, noise: 0.2, seeds: 5)
        #expect(quiet.outcome(draws: draws, seed: 1).claimed > 0.9)
    }
}
