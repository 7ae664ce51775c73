import HeadroomCustomerModels
import Testing

/// The figures against closed forms.
@Suite struct MetricTests {
    @Test func theAreaCountsTiesHalf() {
        // Pairs of positive and negative: 1 right, 1 tied, 2 right, 1 wrong.
        #expect(Ranking.area([0.1, 0.5, 0.5, 0.9], [false, false, true, true]) == 3.5 / 4)
        #expect(Ranking.area([1, 1, 1], [true, false, true]) == 0.5)
        #expect(Ranking.area([1, 2], [true, true]) == nil)
    }
}
