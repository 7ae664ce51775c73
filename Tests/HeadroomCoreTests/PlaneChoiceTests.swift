import HeadroomCore
import HeadroomNumerics
import Testing

/// The choice among the points of a plane.
@Suite struct PlaneChoiceTests {
    private func candidate(_ batchSize: Int, _ other: Int, _ rate: Double, _ halfWidth: Double = 0.01)
        -> PlaneChoice.Candidate
    {
        PlaneChoice.Candidate(
            point: PlanePoint(batchSize: batchSize, other: other),
            pointsPerSecond: Interval(value: rate, low: rate * (1 - halfWidth), high: rate * (1 + halfWidth))
        )
    }

    /// Candidates of random laws on a grid, with noise.
    private func plane(_ generator: inout SeededGenerator) -> [PlaneChoice.Candidate] {
        let (fixed, perSample, perPoint) = (
            Double.random(in: 0...0.1, using: &generator), Double.random(in: 0...0.01, using: &generator),
            Double.random(in: 1e-6...1e-3, using: &generator)
        )
        return [1, 2, 4, 8, 16].flatMap { batchSize in
            [16, 32, 64, 128].map { other in
                let points = Double(batchSize * other)
                let seconds = fixed + perSample * Double(batchSize) + perPoint * points
                return candidate(batchSize, other, points / seconds * Double.random(in: 0.97...1.03, using: &generator))
            }
        }.filter { _ in Double.random(in: 0...1, using: &generator) < 0.6 }
    }

    @Test func theRecommendedPointIsOnTheFrontierAndPays() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let share = Double.random(in: 0.3...1, using: &generator)
            let choice = PlaneChoice(plane(&generator), paysAt: share)
            guard !choice.candidates.isEmpty else { continue }
            let (recommended, greatest) = (try #require(choice.recommended), try #require(choice.greatest))
            #expect(choice.frontier.contains(recommended))
            #expect(choice.frontier.contains(greatest))
            #expect(recommended.pointsPerSecond.value >= share * greatest.pointsPerSecond.value)
            #expect(recommended.point.points <= greatest.point.points)
            #expect(choice.trades.contains { $0.point == recommended.point })
            #expect(choice.decisive.contains(recommended.point) && choice.decisive.contains(greatest.point))
        }
    }

    @Test func theSmallestStepThatPaysIsRecommended() {
        let choice = PlaneChoice(
            [candidate(1, 64, 50), candidate(2, 64, 91), candidate(1, 128, 92), candidate(8, 128, 100)],
            paysAt: 0.9
        )
        #expect(choice.recommended?.point == PlanePoint(batchSize: 1, other: 128))
        #expect(choice.trades.map(\.point.batchSize) == [1, 2, 8])
    }

    @Test func aSmallerStepWithinTheNoiseIsDecisive() {
        let choice = PlaneChoice(
            [candidate(1, 64, 88, 0.05), candidate(2, 64, 91), candidate(8, 64, 100), candidate(4, 8, 20)],
            paysAt: 0.9
        )
        #expect(choice.decisive.contains(PlanePoint(batchSize: 1, other: 64)))
        #expect(!choice.decisive.contains(PlanePoint(batchSize: 4, other: 8)))
    }

    @Test func whatMayBeTheGreatestIsDecisive() {
        let choice = PlaneChoice(
            [candidate(8, 64, 100), candidate(16, 64, 98, 0.05), candidate(32, 64, 95)],
            paysAt: 0.9
        )
        #expect(choice.decisive.contains(PlanePoint(batchSize: 16, other: 64)))
        #expect(!choice.decisive.contains(PlanePoint(batchSize: 32, other: 64)))
    }

    @Test func nothingIsChosenOfNothing() {
        let choice = PlaneChoice([], paysAt: 0.9)
        #expect(choice.recommended == nil && choice.greatest == nil && choice.decisive.isEmpty)
    }
}
