import FoundationEssentials
import HeadroomCore
import HeadroomNumerics
import RealModule
import Testing

/// Gradients with known norm and covariance: `G + e`, with `|G|^2 = 1` and the trace of the covariance of `e` equal to
/// the noise scale.
private struct Quadratic {
    /// Number of directions with equal noise variance, in one of which the gradient lies.
    var rank: Int
    var noiseScale: Double

    /// Pair of one step of `count` micro-batches.
    func pair(count: Int, microBatchSize: Int, _ trace: inout Trace) -> GradientPair {
        let gradients = (0..<count).map { _ in gradient(microBatchSize, &trace) }
        let mean = (0..<rank).map { dimension in gradients.reduce(0) { $0 + $1[dimension] } / Double(count) }
        return GradientPair(
            meanSquaredNorm: gradients.reduce(0) { $0 + Self.squaredNorm($1) } / Double(count),
            squaredNormOfMean: Self.squaredNorm(mean),
            count: count,
            microBatchSize: microBatchSize
        ) ?? GradientPair(signal: .nan, noise: .nan)
    }

    func gradient(_ batchSize: Int, _ trace: inout Trace) -> [Double] {
        let deviation = (noiseScale / Double(rank) / Double(batchSize)).squareRoot()
        return (0..<rank).map { ($0 == 0 ? 1 : 0) + deviation * trace.normal() }
    }

    static func squaredNorm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
}

@Suite struct NoiseScaleTests {
    // MARK: The forms of the estimator

    /// Every form estimates the same two numbers, so that they agree on the same gradients.
    @Test func theFormsAgreeOnOneSetOfGradients() throws {
        let quadratic = Quadratic(rank: 12, noiseScale: 40)
        var trace = Trace(seed: 5)
        let samples = (0..<64).map { _ in quadratic.gradient(1, &trace) }
        func mean(_ vectors: some Collection<[Double]>) -> [Double] {
            (0..<12).map { dimension in vectors.reduce(0) { $0 + $1[dimension] } / Double(vectors.count) }
        }
        let whole = mean(samples)
        let norms = samples.map(Quadratic.squaredNorm)
        let perSample = try #require(
            GradientPair(
                meanSquaredNorm: norms.reduce(0, +) / 64,
                squaredNormOfMean: Quadratic.squaredNorm(whole),
                count: 64,
                microBatchSize: 1
            )
        )
        // By definition: the trace is the sum of the variances, and the mean's squared norm is too large by a 64th of
        // it.
        var variance = 0.0
        for dimension in 0..<12 {
            for sample in samples {
                let difference = sample[dimension] - whole[dimension]
                variance += difference * difference / 63
            }
        }
        #expect(abs(perSample.noise - variance) < 1e-9)
        #expect(abs(perSample.signal - (Quadratic.squaredNorm(whole) - variance / 64)) < 1e-9)
        // Norms of all samples and of their mean, as reported by a loop.
        let reported = try #require(
            GradientPair(norms: [
                .init(batchSize: 1, squaredNorm: norms.reduce(0, +) / 64, count: 64),
                .init(batchSize: 64, squaredNorm: Quadratic.squaredNorm(whole)),
            ])
        )
        #expect(abs(reported.noise / perSample.noise - 1) < 1e-9 && abs(reported.signal - perSample.signal) < 1e-9)
        // Two sizes: the line through two points.
        let (small, large) = (Quadratic.squaredNorm(mean(samples[..<4])), Quadratic.squaredNorm(whole))
        let two = try #require(
            GradientPair(norms: [.init(batchSize: 4, squaredNorm: small), .init(batchSize: 64, squaredNorm: large)])
        )
        #expect(abs(two.signal - (64 * large - 4 * small) / 60) < 1e-9)
        #expect(abs(two.noise - (small - large) / (1.0 / 4 - 1.0 / 64)) < 1e-9)
    }

    @Test func normsThatLieOnALineGiveItsIntercept() throws {
        let pair = try #require(
            GradientPair(norms: [1, 3, 8, 100].map { .init(batchSize: $0, squaredNorm: 2 + 50 / Double($0)) })
        )
        #expect(abs(pair.signal - 2) < 1e-9 && abs(pair.noise - 50) < 1e-9)
        #expect(
            GradientPair(norms: [.init(batchSize: 8, squaredNorm: 1), .init(batchSize: 8, squaredNorm: 2)]) == nil
                && GradientPair(norms: []) == nil
        )
        #expect(GradientPair(meanSquaredNorm: 1, squaredNormOfMean: 1, count: 1, microBatchSize: 8) == nil)
    }

    @Test func everyFormIsWithoutBias() throws {
        let quadratic = Quadratic(rank: 6, noiseScale: 30)
        var trace = Trace(seed: 9)
        var sums = [GradientPair(signal: 0, noise: 0), GradientPair(signal: 0, noise: 0)]
        let draws = 20_000
        for _ in 0..<draws {
            let pairs = [
                quadratic.pair(count: 4, microBatchSize: 8, &trace),
                try #require(
                    GradientPair(
                        norms: [2, 8, 32].map {
                            .init(batchSize: $0, squaredNorm: Quadratic.squaredNorm(quadratic.gradient($0, &trace)))
                        }
                    )
                ),
            ]
            for (index, pair) in pairs.enumerated() {
                sums[index].signal += pair.signal / Double(draws)
                sums[index].noise += pair.noise / Double(draws)
            }
        }
        for sum in sums {
            #expect(abs(sum.signal - 1) < 0.05, "\(sum)")
            #expect(abs(sum.noise / 30 - 1) < 0.03, "\(sum)")
        }
    }

    // MARK: The interval

    /// Fraction of runs with an interval, and fraction of these in which it contains the true value.
    private func coverage(_ quadratic: Quadratic, count: Int, steps: Int, microBatchSize: Int, runs: Int, seed: UInt64)
        -> (answered: Double, covered: Double)
    {
        var trace = Trace(seed: seed)
        var (answers, hits) = (0, 0)
        for _ in 0..<runs {
            let pairs = (0..<steps).map { _ in
                quadratic.pair(count: count, microBatchSize: microBatchSize, &trace)
            }
            guard case .known(let interval) = NoiseScale(pairs) else { continue }
            answers += 1
            if interval.low <= quadratic.noiseScale, quadratic.noiseScale <= interval.high { hits += 1 }
        }
        return (Double(answers) / Double(runs), Double(hits) / Double(max(1, answers)))
    }

    /// With `HEADROOM_COVERAGE_RUNS=2000`, new seeds are drawn and the values printed, as for
    /// docs/measurements/noise.md.
    @Test(arguments: [28, 1000]) func theIntervalHoldsTheTruthAsOftenAsItSays(rank: Int) {
        let asked = ProcessInfo.processInfo.environment["HEADROOM_COVERAGE_RUNS"].flatMap { Int($0) }
        let runs = asked ?? (rank == 28 ? 400 : 60)
        let seed = asked == nil ? 17 : UInt64.random(in: 0 ... .max)
        let quadratic = Quadratic(rank: rank, noiseScale: 1000)
        let many = coverage(quadratic, count: 8, steps: 100, microBatchSize: 32, runs: runs, seed: seed)
        if asked != nil { print("rank \(rank), 8 x 100, seed \(seed), \(runs) runs: \(many)") }
        #expect(many.answered >= 0.9)
        // Four standard errors of 95 % over this number of runs, and the requirement of 93 to 97 % where there are
        // 2,000.
        let allowed = asked == nil ? 4 * (0.95 * 0.05 / Double(runs)).squareRoot() : 0.02
        #expect(abs(many.covered - 0.95) <= allowed, "\(many)")
    }

    @Test func tooFewGradientsAreNoAnswer() {
        let asked = ProcessInfo.processInfo.environment["HEADROOM_COVERAGE_RUNS"].flatMap { Int($0) }
        let seed = asked == nil ? 18 : UInt64.random(in: 0 ... .max)
        let quadratic = Quadratic(rank: 28, noiseScale: 1000)
        let few = coverage(quadratic, count: 2, steps: 20, microBatchSize: 32, runs: asked ?? 400, seed: seed)
        if asked != nil { print("rank 28, 2 x 20, seed \(seed): \(few)") }
        #expect(few.answered <= 0.05, "\(few)")
    }

    @Test func howManyMoreAreNeededIsAboutRight() {
        let quadratic = Quadratic(rank: 28, noiseScale: 1000)
        var trace = Trace(seed: 3)
        var answered = 0
        for _ in 0..<40 {
            var pairs = (0..<10).map { _ in quadratic.pair(count: 4, microBatchSize: 32, &trace) }
            // Each time the required number of further steps is queried and added; a few iterations are enough.
            for _ in 0..<6 {
                guard case .insufficient(let more) = NoiseScale(pairs) else { break }
                for _ in 0..<min(2000, more ?? 100) {
                    pairs.append(quadratic.pair(count: 4, microBatchSize: 32, &trace))
                }
            }
            if case .known = NoiseScale(pairs), pairs.count < 3000 { answered += 1 }
        }
        #expect(answered >= 38, "\(answered)")
    }

    @Test func whatCannotBeEstimatedIsSaid() {
        func scale(_ signal: Double, _ noise: Double) -> NoiseScale {
            NoiseScale((0..<50).map { _ in GradientPair(signal: signal, noise: noise) })
        }
        #expect(scale(0, 0) == .undefined(.zeroGradients))
        #expect(scale(1, 0) == .undefined(.equalGradients))
        #expect(scale(.infinity, .nan) == .undefined(.overflow))
        #expect(NoiseScale([]) == .insufficient(moreNeeded: nil))
        guard case .insufficient = NoiseScale([GradientPair(signal: 1, noise: 1)]) else { return #expect(Bool(false)) }
        // A few overflows, as loss scaling occasionally causes, are ignored.
        var trace = Trace(seed: 1)
        var pairs = (0..<100).map { _ in Quadratic(rank: 28, noiseScale: 100).pair(count: 8, microBatchSize: 32, &trace)
        }
        pairs[7].signal = .infinity
        guard case .known(let interval) = NoiseScale(pairs) else { return #expect(Bool(false)) }
        #expect(interval.low < 100 && 100 < interval.high)
    }
}
