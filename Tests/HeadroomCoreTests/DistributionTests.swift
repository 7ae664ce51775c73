import Glibc
import HeadroomCore
import Testing

@Suite struct DistributionTests {
    /// Quantiles from the tables (for 1 and 2 degrees of freedom they have closed forms).
    @Test(arguments: [
        (1.0, 12.706204736), (2, 4.302652730), (3, 3.182446305), (10, 2.228138852), (30, 2.042272456),
        (1000, 1.962339081),
    ])
    func studentQuantiles(degreesOfFreedom: Double, expected: Double) {
        #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom) - expected) < 1e-7)
        #expect(abs(StudentT.quantile(0.025, degreesOfFreedom: degreesOfFreedom) + expected) < 1e-7)
    }

    @Test func studentWithOneDegreeOfFreedomIsCauchy() {
        for t in [-3.0, -1, 0, 0.5, 1, 20] {
            let expected = 0.5 + atan(t) / 3.141592653589793
            #expect(abs(StudentT.cumulative(t, degreesOfFreedom: 1) - expected) < 1e-12)
        }
    }

    @Test(arguments: [(0.0, 0.5), (1.959963985, 0.975), (-1.644853627, 0.05), (3, 0.998650102)])
    func normalProbabilities(z: Double, expected: Double) {
        #expect(abs(Normal.cumulative(z) - expected) < 1e-9)
    }

    @Test func aSeedRepeatsItsNumbers() {
        var one = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 7)
        var third = SeededGenerator(seed: 8)
        let first = (0..<5).map { _ in one.next() }
        #expect(first == (0..<5).map { _ in other.next() })
        #expect(first != (0..<5).map { _ in third.next() })
    }
}
