import HeadroomCore
import HeadroomNumerics
import TestSupport
import Testing

/// Laws of two variables, on planes whose laws are known.
@Suite struct PlaneLawTests {
    /// The points of a walk: one axis, then the other, and a corner.
    private static let walk = [
        (1, 32), (2, 32), (4, 32), (8, 32), (16, 32), (4, 16), (4, 64), (4, 128), (4, 256), (16, 256),
    ].map { PlanePoint(batchSize: $0.0, other: $0.1) }

    private func seconds(_ point: PlanePoint) -> Double {
        0.01 + 0.002 * Double(point.batchSize) + 0.00005 * Double(point.points)
    }

    private func observations(
        _ points: [PlanePoint] = walk,
        noise: Double = 0,
        seed: UInt64 = 1
    ) -> [PlaneTimeLaw.Observation] {
        var trace = Trace(seed: seed)
        return points.map { point in
            let exact = seconds(point)
            return PlaneTimeLaw.Observation(
                point: point,
                stepSeconds: exact * (1 + noise * trace.normal()),
                standardError: noise * exact
            )
        }
    }

    @Test func theTimeLawIsRecoveredExactly() throws {
        let law = try #require(PlaneTimeLaw.fit(observations()))
        #expect(abs(law.fixedSeconds / 0.01 - 1) < 1e-6)
        #expect(abs(law.secondsPerSample / 0.002 - 1) < 1e-6)
        #expect(abs(law.secondsPerPoint / 0.00005 - 1) < 1e-6)
        #expect(abs(try #require(law.limitPointsPerSecond) / 20_000 - 1) < 1e-6)
        #expect(law.residualRatio < 1e-9 && law.departure == nil)
    }

    @Test func intervalsCoverTheTruth() throws {
        var covered = 0
        var coveredAhead = 0
        let ahead = PlanePoint(batchSize: 32, other: 512)
        for seed in 1...200 {
            let law = try #require(PlaneTimeLaw.fit(observations(noise: 0.03, seed: UInt64(seed))))
            let interval = try #require(law.secondsPerPointInterval)
            if interval.low <= 0.00005, 0.00005 <= interval.high { covered += 1 }
            let predicted = try #require(law.predictedStepSeconds(at: ahead))
            if predicted.low <= seconds(ahead), seconds(ahead) <= predicted.high { coveredAhead += 1 }
        }
        #expect(covered >= 184, "\(covered) of 200")
        #expect(coveredAhead >= 184, "\(coveredAhead) of 200")
    }

    @Test func oneLineOfThePlaneDeterminesNoLaw() {
        #expect(PlaneTimeLaw.fit(observations(Array(Self.walk.prefix(5)))) == nil)
        #expect(PlaneTimeLaw.fit(observations(Array(Self.walk.prefix(2)))) == nil)
        #expect(PlaneTimeLaw.fit([]) == nil)
    }

    @Test func coefficientsAreNeverNegative() throws {
        // Samples cost nothing, and noise would make some of their costs negative.
        for seed in 1...50 {
            var trace = Trace(seed: UInt64(seed))
            let observed = Self.walk.map { point in
                let exact = 0.001 + 0.00005 * Double(point.points)
                return PlaneTimeLaw.Observation(
                    point: point,
                    stepSeconds: exact * (1 + 0.05 * trace.normal()),
                    standardError: 0.05 * exact
                )
            }
            let law = try #require(PlaneTimeLaw.fit(observed))
            #expect(law.fixedSeconds >= 0 && law.secondsPerSample >= 0 && law.secondsPerPoint > 0)
            #expect(abs(law.secondsPerPoint / 0.00005 - 1) < 0.2)
        }
    }

    @Test func aStepFarFromTheLawIsNamed() throws {
        var observed = observations()
        observed[9].stepSeconds *= 1.5
        let departure = try #require(PlaneTimeLaw.fit(observed)?.departure)
        #expect(departure.point == observed[9].point && departure.ratio > 0.1)
    }

    @Test func theMemoryLawIsRecoveredAndSaysWhatFits() throws {
        let observed = Self.walk.map { point in
            PlaneMemoryLaw.Observation(
                point: point,
                peakBytes: 2e8 + 3e6 * Double(point.batchSize) + 1e5 * Double(point.points)
            )
        }
        let law = try #require(PlaneMemoryLaw.fit(observed))
        #expect(abs(law.fixedBytes / 2e8 - 1) < 1e-6)
        #expect(abs(law.bytesPerSample / 3e6 - 1) < 1e-6)
        #expect(abs(law.bytesPerPoint / 1e5 - 1) < 1e-6)
        for other in [16, 64, 1024] {
            let truth = (2e9 - 2e8) / (3e6 + 1e5 * Double(other))
            let largest = try #require(law.largestBatchSize(other: other, fitting: 2e9))
            #expect(Double(largest) <= truth && Double(largest) > 0.97 * truth - 1)
        }
        let small = law.probability(thatFits: PlanePoint(batchSize: 8, other: 1024), in: 2e9)
        let large = law.probability(thatFits: PlanePoint(batchSize: 32, other: 1024), in: 2e9)
        #expect(small > 0.99 && large < 0.01)
        #expect(law.largestBatchSize(other: 16, fitting: 1e8) == 0)
    }
}
