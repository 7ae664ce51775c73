import HeadroomCore
import HeadroomNumerics
import RealModule
import Testing

@Suite struct SeedRatioTests {
    /// The ends are the ratios just inside those rejected by Student's t test.
    @Test func theEndsAreThoseOfTheTTest() throws {
        let pairs = [(0.040, 0.062), (0.048, 0.071), (0.035, 0.066), (0.051, 0.080), (0.044, 0.059)]
        let ratio = try #require(SeedRatio(pairs.map { (numerator: $0.0, denominator: $0.1) }))
        #expect(abs(ratio.value - 0.218 / 0.338) < 1e-12)
        let (low, high) = (try #require(ratio.low), try #require(ratio.high))
        #expect(low < ratio.value && ratio.value < high)
        let atLow = try #require(SeedMean(pairs.map { $0.0 - low * $0.1 }))
        let atHigh = try #require(SeedMean(pairs.map { $0.0 - high * $0.1 }))
        #expect(abs(try #require(atLow.low)) < 1e-12)
        #expect(abs(try #require(atHigh.high)) < 1e-12)
    }

    /// If the loss is the same for every seed, it is Student's interval divided by it.
    @Test func aCertainDenominatorAddsNothing() throws {
        let gains = [1.0, 2, 3, 4, 5]
        let ratio = try #require(SeedRatio(gains.map { (numerator: $0, denominator: 4) }))
        let mean = try #require(SeedMean(gains))
        let (low, high) = (try #require(mean.low), try #require(mean.high))
        #expect(abs(try #require(ratio.low) - low / 4) < 1e-12)
        #expect(abs(try #require(ratio.high) - high / 4) < 1e-12)
    }

    @Test func thereIsNoIntervalWhereThereCannotBeOne() throws {
        let one = try #require(SeedRatio([(numerator: 1, denominator: 2)]))
        #expect(one.value == 0.5 && one.low == nil && one.high == nil)
        // The loss itself may be zero.
        let unsure = try #require(SeedRatio([(numerator: 1, denominator: 2), (numerator: 1, denominator: -1)]))
        #expect(unsure.low == nil && unsure.high == nil)
        #expect(SeedRatio([]) == nil && SeedRatio([(numerator: 1, denominator: -2)]) == nil)
    }

    /// Five seeds, whose gain and loss share the error of the plain training.
    @Test func itCoversAsOftenAsItSays() {
        var generator = SeededGenerator(seed: 8)
        func normal() -> Double {
            let (first, second) = (
                Double.random(in: 1e-12..<1, using: &generator), Double.random(in: 0..<1, using: &generator)
            )
            return (-2 * Double.log(first)).squareRoot() * Double.cos(2 * .pi * second)
        }
        let runs = 4000
        var covered = 0
        for _ in 0..<runs {
            let pairs = (0..<5).map { _ in
                let plain = 0.90 + 0.01 * normal()
                return (numerator: 0.95 + 0.01 * normal() - plain, denominator: 0.97 + 0.004 * normal() - plain)
            }
            guard let ratio = SeedRatio(pairs), let low = ratio.low, let high = ratio.high else { continue }
            if low <= 0.05 / 0.07, 0.05 / 0.07 <= high { covered += 1 }
        }
        // Three standard errors of 95 % are one percent.
        #expect(abs(Double(covered) / Double(runs) - 0.95) < 0.0104, "\(covered) of \(runs)")
    }
}
