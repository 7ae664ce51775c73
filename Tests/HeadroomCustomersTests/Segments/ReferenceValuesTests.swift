import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// Statistics of segments, ideal customers and experiments, compared with NumPy and published figures.
@Suite struct ReferenceValuesTests {
    private struct Values: Decodable {
        struct Rand: Decodable { var first: [Int], second: [Int], value: Double }
        struct Logistic: Decodable {
            var values: [Double], width: Int, labels: [Int], penalty: Double
            /// The intercept is the first one.
            var parameters: [Double]
        }
        struct Area: Decodable { var scores: [Double], labels: [Int], value: Double, error: Double }
        struct Permutation: Decodable {
            var treatment: [Double], control: [Double], effect: Double, p: Double, low: Double?, high: Double?
        }
        struct Welch: Decodable { var treatment: [Double], control: [Double], low: Double, high: Double, p: Double }

        var randIndex: [Rand], logistic: [Logistic], area: [Area], permutation: [Permutation], welch: [Welch]
    }

    private let values: Values

    init() throws {
        let path = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/segments/values.json"
        values = try JSONDecoder().decode(Values.self, from: Data(contentsOf: URL(filePath: path)))
    }

    private func isNear(_ value: Double?, _ known: Double?, _ tolerance: Double = 1e-9) -> Bool {
        guard let value, let known else { return value == nil && known == nil }
        return abs(value - known) <= tolerance
    }

    @Test func theAdjustedRandIndexCountsPairs() {
        for known in values.randIndex {
            #expect(isNear(RandIndex.adjusted(known.first, known.second), known.value))
        }
        // Examples of the documentation of scikit-learn.
        #expect(isNear(RandIndex.adjusted([0, 0, 1, 2], [0, 0, 1, 1]), 0.5714285714285714))
        #expect(isNear(RandIndex.adjusted([0, 0, 1, 1], [0, 1, 0, 1]), -0.5))
        #expect(RandIndex.adjusted([0, 0, 1, 1], [1, 1, 0, 0]) == 1)
    }

    @Test func theRegressionIsThatOfNewtonsMethod() {
        for known in values.logistic {
            let fit = LogisticRegression(
                values: known.values,
                width: known.width,
                labels: known.labels.map { $0 == 1 },
                penalty: known.penalty
            )
            for (value, parameter) in zip([fit.intercept] + fit.coefficients, known.parameters) {
                #expect(isNear(value, parameter, 1e-7))
            }
        }
    }

    /// The penalty keeps the fit finite where a value separates the labels.
    @Test func separatedLabelsHaveAFit() {
        let fit = LogisticRegression(values: [-2, -1, 1, 2], width: 1, labels: [false, false, true, true], penalty: 1)
        #expect(fit.coefficients[0] > 0 && fit.coefficients[0] < 2)
        #expect(abs(fit.intercept) < 1e-9)
    }

    @Test func theAreaUnderTheCurveComparesAllPairs() throws {
        for known in values.area {
            let area = try #require(AreaUnderCurve(scores: known.scores, labels: known.labels.map { $0 == 1 }))
            #expect(isNear(area.value, known.value))
            #expect(isNear(area.standardError, known.error))
        }
        #expect(AreaUnderCurve(scores: [1, 2, 3], labels: [true, false, false]) == nil)
    }

    @Test func thePermutationTestComparesAllAssignments() {
        for known in values.permutation {
            let test = PermutationTest(treatment: known.treatment, control: known.control)
            #expect(test.isExact)
            #expect(isNear(test.effect, known.effect))
            #expect(isNear(test.p, known.p))
            #expect(isNear(test.interval?.low, known.low, 1e-7))
            #expect(isNear(test.interval?.high, known.high, 1e-7))
        }
    }

    /// With too many assignments to compare all, a random sample gives about the same p.
    @Test func drawnAssignmentsAreLikeAll() {
        let treatment = (0..<10).map { Double($0 * $0 % 7) + 1 }
        let control = (0..<10).map { Double($0 * $0 % 11) }
        let test = PermutationTest(treatment: treatment, control: control)
        #expect(!test.isExact && test.assignments > 9000)
        // Of all 184,756 assignments, by itertools.combinations in Python.
        #expect(isNear(test.p, 0.24246, 0.015))
        #expect(isNear(test.effect, -1.4))
    }

    @Test func meansAreComparedByWelch() throws {
        for known in values.welch {
            let found = try #require(GroupDifference.means(treatment: known.treatment, control: known.control))
            #expect(isNear(found.low, known.low, 1e-7))
            #expect(isNear(found.high, known.high, 1e-7))
            #expect(isNear(found.p, known.p, 1e-8))
        }
        // Tables of Student's t distribution.
        for (freedom, quantile) in [(1, 12.7062), (10, 2.2281), (30, 2.0423), (1000, 1.9623)] {
            #expect(isNear(StudentDistribution(freedom: Double(freedom)).quantile(0.975), quantile, 5e-5))
        }
    }

    /// Newcombe 1998 (Statistics in Medicine 17, 873), table II, method 10.
    @Test(arguments: [
        (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (10, 10, 0, 20, 0.6791, 1),
        (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775),
    ])
    func proportionsAreComparedAsNewcombeDoes(a: Int, m: Int, b: Int, n: Int, low: Double, high: Double) throws {
        let found = try #require(GroupDifference.proportions(treatment: (a, m), control: (b, n)))
        #expect(isNear(found.low, low, 6e-5))
        #expect(isNear(found.high, high, 6e-5))
    }

    /// Chi-square of 4 has a probability of 0.0455, of 10.83 of 0.001.
    @Test func sampleRatiosAreTestedByChiSquare() {
        #expect(isNear(SampleRatio.p(treatment: 5100, control: 4900, treatmentShare: 0.5), 0.0455, 5e-5))
        #expect(isNear(SampleRatio.p(treatment: 900, control: 100, treatmentShare: 0.9), 1))
        #expect(SampleRatio.p(treatment: 5200, control: 4800, treatmentShare: 0.5) < 1e-4)
    }
}
