import HeadroomCore
import HeadroomNumerics
import TestSupport
import Testing

@Suite struct MemoryLawTests {
    private let mebibyte = 1_048_576.0

    private func law(_ sizes: [Int], noise: Double = 0, seed: UInt64 = 1, _ bytes: (Double) -> Double) throws
        -> MemoryLaw
    {
        var trace = Trace(seed: seed)
        return try #require(
            MemoryLaw.fit(
                sizes.map { .init(batchSize: $0, peakBytes: bytes(Double($0)) * (1 + noise * trace.normal())) }
            )
        )
    }

    @Test func aStraightLineIsRecovered() throws {
        let law = try law([1, 64, 512, 4096], noise: 0.002) { 200 * mebibyte + 0.1 * mebibyte * $0 }
        #expect(abs(law.fixedBytes / (200 * mebibyte) - 1) < 0.02)
        #expect(abs(law.bytesPerSample / (0.1 * mebibyte) - 1) < 0.02)
        #expect(law.residualRatio < 0.01)
        #expect(law.departure == nil)
    }

    @Test func nearPointsAreNotExtrapolatedFar() throws {
        // Between 1 and 2 samples the noise hides the slope, so the answer stays close to the measured sizes.
        let law = try law([1, 2]) { 200 * mebibyte + 0.01 * mebibyte * $0 }
        let reach = law.largestBatchSize(fitting: 2048 * mebibyte, from: 2)
        #expect(reach <= 128)
        #expect(law.probability(thatFits: 1_000_000, in: 2048 * mebibyte) < 0.95)
    }

    @Test func farPointsAreExtrapolatedToTheLimit() throws {
        let law = try law([1, 512]) { 200 * mebibyte + 1 * mebibyte * $0 }
        let truth = 1848
        let reach = law.largestBatchSize(fitting: 2048 * mebibyte, from: 512)
        #expect(reach <= truth && Double(reach) > 0.97 * Double(truth))
        #expect(law.probability(thatFits: 1700, in: 2048 * mebibyte) > 0.99)
        #expect(law.probability(thatFits: 2000, in: 2048 * mebibyte) < 0.01)
        #expect(abs((law.predictedBatchSize(fitting: 2048 * mebibyte) ?? 0) - truth) <= 1)
    }

    @Test func aConvexLawIsCalledSo() throws {
        let law = try law([1, 64, 256, 512]) { 100 * mebibyte + 0.2 * mebibyte * $0 + 0.002 * mebibyte * $0 * $0 }
        #expect(law.departure == .risesFaster)
        let exact = (-0.2 + (0.04 + 4 * 0.002 * 1948).squareRoot()) / 0.004
        #expect(abs(try #require(law.bend).batchSize(at: 2048 * mebibyte) - exact) < 1e-6 * exact)
        let truth = 0.5 * (-100 + (10_000 + 4 * 500 * 1948.0).squareRoot())
        #expect(Double(law.largestBatchSize(fitting: 2048 * mebibyte, from: 512)) < 1.3 * truth)
    }

    @Test func probabilitiesFollowTheBend() throws {
        let law = try law([1, 256, 480, 500]) { 100 * mebibyte + 0.008 * mebibyte * $0 * $0 }
        _ = try #require(law.bend)
        let truth = (1948 / 0.008).squareRoot()
        let probabilities = [0.9, 0.98, 1, 1.02, 1.1].map {
            law.probability(thatFits: Int($0 * truth), in: 2048 * mebibyte)
        }
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(probabilities[0] > 0.95 && probabilities[4] < 0.05, "\(probabilities)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func aLineWithNoiseHasNoBend(seed: UInt64) throws {
        let law = try law([1, 64, 256, 512], noise: 0.003, seed: seed) { 100 * mebibyte + 0.2 * mebibyte * $0 }
        #expect(law.bend == nil)
    }

    @Test func memoryThatFallsIsCalledSo() throws {
        let law = try law([1, 64, 128]) { $0 == 64 ? 900 * mebibyte : (100 + $0) * mebibyte }
        #expect(law.departure == .falls(from: 64, to: 128))
    }

    @Test func onePointIsNoLaw() {
        #expect(MemoryLaw.fit([]) == nil)
        #expect(MemoryLaw.fit([.init(batchSize: 8, peakBytes: 1e6)]) == nil)
        #expect(MemoryLaw.fit([.init(batchSize: 8, peakBytes: 1e6), .init(batchSize: 8, peakBytes: 1.1e6)]) == nil)
    }
}

@Suite struct LineFitTests {
    /// A line through the origin has one coefficient, and its own variances.
    @Test func aLineThroughTheOriginHasItsOwnVariances() throws {
        let points = [1.0, 2, 4].map { (x: $0, y: 3 * $0 - 0.5, deviation: 0.5) }
        let line = try #require(LineFit(points))
        #expect(line.intercept == 0 && line.degreesOfFreedom == 2)
        #expect(abs(line.slopeVariance - 0.25 / 21) < 1e-12)
        #expect(line.variance(at: 0) == 0 && abs(line.variance(at: 10) - 25.0 / 21) < 1e-12)
    }

    /// A slope below the noise is not known to be zero.
    @Test func aSlopeAtZeroKeepsItsUncertainty() throws {
        let line = try #require(LineFit([(x: 1, y: 2, deviation: 0.5), (x: 3, y: 1.9, deviation: 0.5)]))
        #expect(line.slope == 0 && abs(line.slopeVariance - 0.125) < 1e-12)
    }
}

@Suite struct TimeLawTests {
    private func observations(_ sizes: [Double], noise: Double, seed: UInt64, _ seconds: (Double) -> Double) -> [TimeLaw
        .Observation]
    {
        var trace = Trace(seed: seed)
        return sizes.map { size in
            let time = seconds(size) * (1 + noise * trace.normal())
            return .init(batchSize: size, stepSeconds: time, standardError: noise * time)
        }
    }

    private let sizes = [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

    @Test func theLawOfTheDigitsIsRecovered() throws {
        // a = 153 us, c = 0.91 us: half of the maximum throughput at 168.
        for seed in 1...50 {
            let law = try #require(
                TimeLaw.fit(observations(sizes, noise: 0.015, seed: UInt64(seed)) { 153e-6 + 0.91e-6 * $0 })
            )
            #expect(abs(law.fixedSeconds / 153e-6 - 1) < 0.05)
            #expect(abs(law.secondsPerSample / 0.91e-6 - 1) < 0.06)
            #expect(law.departure == nil)
        }
    }

    @Test func theHalfSaturationIntervalCovers() {
        let coverage = Trace.share(of: 1000, seed: 3) { trace in
            let observed = sizes.map { size -> TimeLaw.Observation in
                let time = (153e-6 + 0.91e-6 * size) * (1 + 0.03 * trace.normal())
                return .init(batchSize: size, stepSeconds: time, standardError: 0.03 * time)
            }
            guard let half = TimeLaw.fit(observed)?.halfSaturationBatchSize else { return false }
            return half.low <= 153 / 0.91 && 153 / 0.91 <= half.high
        }
        #expect((0.93...0.99).contains(coverage), "\(coverage)")
    }

    @Test func whatHasNoFixedCostHasNoHalfSaturation() throws {
        let law = try #require(TimeLaw.fit(observations(sizes, noise: 0, seed: 1) { 1e-6 * $0 }))
        #expect(law.halfSaturationBatchSize == nil)
    }

    @Test func throughputThatFallsAgainIsCalledSo() throws {
        let law = try #require(
            TimeLaw.fit(observations(sizes, noise: 0.001, seed: 1) { 100e-6 + 1e-6 * $0 * ($0 > 256 ? 2 : 1) })
        )
        #expect(law.departure == .throughputFalls(above: 256))
    }

    @Test func aStepThatTakesLongerIsNamed() throws {
        let law = try #require(
            TimeLaw.fit(observations(sizes, noise: 0.001, seed: 1) { (100e-6 + 1e-6 * $0) * ($0 == 64 ? 1.5 : 1) })
        )
        guard case .stepTime(at: 64, let ratio) = law.departure else {
            Issue.record("\(String(describing: law.departure))")
            return
        }
        #expect(ratio > 0.1)
    }
}

@Suite struct ClosedFormTests {
    @Test func theOptimumOfTheDigits() {
        let best = OptimalBatchSize.geometricMean(
            costRatio: Interval(value: 168, low: 160, high: 176),
            criticalBatchSize: Interval(value: 132, low: 120, high: 145)
        )
        #expect(abs(best.value - 148.9) < 0.1)
        #expect(best.low < best.value && best.value < best.high)
    }

    @Test func noOtherBatchSizeCostsLess() {
        let steps = StepsLaw(leastSteps: 28, criticalBatchSize: 132)
        let best = OptimalBatchSize.geometricMean(
            costRatio: Interval(value: 168, low: 168, high: 168),
            criticalBatchSize: Interval(value: 132, low: 132, high: 132)
        ).value
        func cost(_ size: Double) -> Double { steps.steps(size) * (168 + size) }
        for other in stride(from: 2.0, to: 2000, by: 3) { #expect(cost(other) >= cost(best)) }
        #expect(steps.steps(132) == 56)
        #expect(steps.samples(132) == 2 * 28 * 132)
    }
}

@Suite struct SaturationTests {
    private func points(_ values: [(Int, Double)], halfWidth: Double = 0.02) -> [Saturation.Throughput] {
        values.map { ($0.0, Interval(value: $0.1, low: $0.1 * (1 - halfWidth), high: $0.1 * (1 + halfWidth))) }
    }

    @Test func theSmallestGoodEnoughBatchSizePays() {
        let curve = points([(1, 10), (2, 19), (4, 35), (8, 60), (16, 85), (32, 97), (64, 99), (128, 100)])
        #expect(Saturation.pays(at: 0.9, curve) == .from(batchSize: 32, fractionOfPeak: 0.97))
        #expect(Saturation.pays(at: 0.8, curve) == .from(batchSize: 16, fractionOfPeak: 0.85))
    }

    @Test func aCurveThatStillRisesDecidesNothing() {
        let curve = points([(1, 10), (2, 19), (4, 35), (8, 60)])
        #expect(Saturation.pays(at: 0.9, curve) == .undecided(.stillRises(at: 8)))
        #expect(!Saturation.isSaturated(curve))
    }

    @Test func aCurveThatFallsAgainPeaksInTheMiddle() {
        let curve = points([(1, 10), (8, 60), (16, 100), (32, 80), (64, 60)])
        #expect(Saturation.pays(at: 0.9, curve) == .from(batchSize: 16, fractionOfPeak: 1))
        #expect(Saturation.isSaturated(curve))
    }

    @Test func aFlatCurveIsSaturated() {
        #expect(Saturation.isSaturated(points([(1, 100), (2, 101), (4, 102)])))
        #expect(!Saturation.isSaturated(points([(1, 100), (2, 101)])))
        // A step smaller than a doubling does not count as one.
        #expect(!Saturation.isSaturated(points([(16, 90), (64, 300), (96, 390), (100, 395), (128, 400)])))
        #expect(Saturation.isSaturated(points([(16, 390), (32, 395), (48, 396), (64, 400)])))
        #expect(Saturation.pays(at: 0.9, points([(8, 10)])) == .undecided(.oneBatchSize))
        #expect(Saturation.pays(at: 0.9, []) == .undecided(.nothingMeasured))
    }
}

@Suite struct EnergyLawTests {
    private func law(_ sizes: [Double], noise: Double = 0, _ joules: (Double) -> Double) -> EnergyLaw? {
        var trace = Trace(seed: 3)
        return EnergyLaw.fit(
            sizes.map {
                let value = joules($0) * (1 + noise * trace.normal())
                return .init(batchSize: $0, stepJoules: value, standardError: noise * value)
            }
        )
    }

    @Test func aStraightLineIsRecovered() throws {
        let law = try #require(law([1, 8, 64, 512, 4096], noise: 0.01) { 2 + 0.05 * $0 })
        #expect(abs(law.fixedJoules / 2 - 1) < 0.05 && abs(law.joulesPerSample / 0.05 - 1) < 0.05)
        let even = try #require(law.evenBatchSize)
        #expect(even.low < 40 && 40 < even.high && even.high / even.low < 2)
        #expect(law.residualRatio < 0.02)
    }

    @Test func whatIsNotMeasuredIsNoLaw() {
        #expect(law([64]) { $0 } == nil)
        #expect(law([1, 64]) { _ in 0 } == nil)
        #expect(law([1, 64, 512]) { _ in .nan } == nil)
        #expect(law([1, 64, 512]) { 0.1 * $0 }?.evenBatchSize == nil, "without a fixed part there is no ratio")
    }

    /// The closed form compared with a search: energy to a target, `S(b) (e0 + e1 b)`.
    @Test func theLeastEnergyToATargetIsAtTheGeometricMean() throws {
        let law = try #require(law([1, 8, 64, 512]) { 3 + 0.02 * $0 })
        let steps = StepsLaw(leastSteps: 100, criticalBatchSize: 600)
        let best = try #require(
            (1...5000).min { a, b in
                steps.steps(Double(a)) * law.stepJoules(Double(a)) < steps.steps(Double(b)) * law.stepJoules(Double(b))
            }
        )
        let ratio = try #require(law.evenBatchSize)
        let closed = OptimalBatchSize.geometricMean(
            costRatio: ratio,
            criticalBatchSize: Interval(value: 600, low: 500, high: 700)
        )
        #expect(abs(closed.value - Double(best)) <= 1, "\(closed.value) \(best)")
    }
}
