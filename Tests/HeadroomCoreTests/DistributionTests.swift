import Glibc
import HeadroomCore
import HeadroomNumerics
import Testing

@Suite struct DistributionTests {
    /// Quantiles from tables (for 1 and 2 degrees of freedom they have closed forms).
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

    @Test func purposesDrawApart() {
        func draws(_ seed: UInt64, _ purpose: StaticString) -> [UInt64] {
            var generator = SeededGenerator(seed: seed, purpose: purpose)
            return (0..<5).map { _ in generator.next() }
        }
        #expect(draws(1, "one") == draws(1, "one"))
        #expect(draws(1, "one") != draws(1, "other") && draws(1, "one") != draws(2, "one"))
    }

    /// The mean of Beta(a, a) is 1/2, its variance 1 / (4 (2a + 1)), its fourth moment around the mean
    /// 3 / (16 (2a + 1) (2a + 3)).
    @Test(arguments: [0.01, 0.2, 1, 4])
    func draws(shape: Double) {
        var generator = SeededGenerator(seed: 5)
        let draws = (0..<40_000).map { _ in generator.symmetricBeta(shape) }
        #expect(draws.allSatisfy { 0...1 ~= $0 })
        func moment(_ power: Int) -> Double {
            draws.reduce(0) { $0 + pow($1 - 0.5, Double(power)) } / Double(draws.count)
        }
        #expect(abs(moment(1)) < 0.01)
        #expect(abs(moment(2) * 4 * (2 * shape + 1) - 1) < 0.03)
        #expect(abs(moment(4) * 16 * (2 * shape + 1) * (2 * shape + 3) / 3 - 1) < 0.05)
    }
}
