import HeadroomSceneGeneration
import HeadroomTorch
import TestSupport
import Testing

/// The distance between two Gaussians beside closed forms.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct FrechetDistanceTests {
    init() throws { try loadEngine() }

    @Test func aShiftCountsWithItsSquare() throws {
        let features = try Tensor.randn([300, 5])
        #expect(try abs(FrechetDistance.between(features, features)) < 1e-6)
        let shifted = try features + Tensor([1, 0, -2, 0, 0] as [Float], shape: [5])
        #expect(try abs(FrechetDistance.between(features, shifted) - 5) < 1e-4)
    }

    /// With features three times as wide the covariance is nine times as large: the trace of C + 9 C - 2 sqrt(9 C C) is
    /// four times that of C.
    @Test func aFactorCountsWithTheCovariance() throws {
        let features = try Tensor.randn([400, 4]).matmul(Tensor.randn([4, 4])).to(.float64)
        let centered = try features - features.mean(dimension: 0)
        let trace = try (centered * centered).sum().item() / 399
        let distance = try FrechetDistance.between(centered, centered * 3)
        #expect(abs(distance - 4 * trace) < 1e-6 * trace)
    }
}
