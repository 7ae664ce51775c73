import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ChamferDistanceTests {
    init() throws { try loadEngine() }

    private func points(_ count: Int, _ generator: inout SeededGenerator) -> [SIMD3<Float>] {
        (0..<count).map { _ in
            SIMD3((0..<3).map { _ in Float.random(in: -0.5...0.5, using: &generator) })
        }
    }

    private func tensor(_ sets: [[SIMD3<Float>]]) throws -> Tensor {
        try Tensor(sets.flatMap { $0.flatMap { [$0.x, $0.y, $0.z] } }, shape: [sets.count, sets[0].count, 3])
    }

    /// The tree of points finds each nearest point without tensors.
    @Test func itIsThatOfTheNearestPoints() throws {
        var generator = SeededGenerator(seed: 1)
        let (first, second) = ((0..<3).map { _ in points(70, &generator) }, (0..<3).map { _ in points(90, &generator) })
        let distance = try ChamferDistance(tensor(first), tensor(second))
        #expect(distance.toTruth.shape == [3, 70] && distance.toPrediction.shape == [3, 90])
        let exact = zip(first, second).compactMap { PointDistances(prediction: $0, truth: $1)?.squaredChamfer }
        #expect(exact.count == 3)
        #expect(abs(try distance.squared().item() - exact.reduce(0, +) / 3) < 1e-7)
    }

    @Test func itIsZeroForTheSamePointsInAnotherOrder() throws {
        var generator = SeededGenerator(seed: 2)
        let set = points(50, &generator)
        let distance = try ChamferDistance(tensor([set]), tensor([set.shuffled(using: &generator)]))
        #expect(try distance.squared().item() == 0)
    }

    @Test func itsGradientIsThatOfFiniteDifferences() throws {
        var generator = SeededGenerator(seed: 3)
        let (first, second) = (points(12, &generator), points(15, &generator))
        let truth = try tensor([second]).to(.float64)
        let values = try tensor([first]).doubles()
        func distance(_ values: [Double]) throws -> Double {
            try ChamferDistance(Tensor(values, shape: [1, 12, 3]), truth).squared().item()
        }
        let prediction = try Tensor(values, shape: [1, 12, 3]).requiresGradient(true)
        try ChamferDistance(prediction, truth).squared().backward()
        let gradient = try #require(try prediction.gradient).doubles()
        for index in values.indices {
            var (above, below) = (values, values)
            above[index] += 1e-6
            below[index] -= 1e-6
            let difference = try (distance(above) - distance(below)) / 2e-6
            #expect(abs(gradient[index] - difference) < 1e-7, "\(index)")
        }
    }
}
