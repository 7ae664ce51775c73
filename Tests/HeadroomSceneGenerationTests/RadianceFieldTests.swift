import HeadroomSceneGeneration
import HeadroomTorch
import TestSupport
import Testing

/// The three planes of a scene.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct RadianceFieldTests {
    init() throws { try loadEngine() }

    /// Planes whose first feature is the coordinate along the width, and whose second that along the height.
    private func coordinatePlanes(side: Int = 32) throws -> Tensor {
        let ramp = try (Tensor.range(side).to(.float32) + 0.5) * (2 / Double(side)) - 1
        let columns = try ramp.reshape([1, side]).expand([side, side])
        let plane = try Tensor.stack([columns, columns.transpose(0, 1)], dimension: 0)
        return try plane.unsqueeze(0).expand([3, 2, side, side]).unsqueeze(0).contiguous()
    }

    /// The planes are xy, xz and yz, each with its first axis along the width.
    @Test func aPointIsReadWhereItIs() throws {
        let points = try Tensor([0.3, -0.6, 0.1] as [Float], shape: [1, 1, 3])
        let features = try RadianceField.features(coordinatePlanes(), points).flatten().floats()
        for (read, expected) in zip(features, [0.3, -0.6, 0.3, 0.1, -0.6, 0.1] as [Float]) {
            #expect(abs(read - expected) < 1e-5)
        }
    }

    /// A coordinate is in exactly two of the planes: the planes of EG3D's first release had one of them twice.
    @Test(arguments: [0, 1, 2]) func aCoordinateChangesTwoPlanes(axis: Int) throws {
        let planes = try Tensor.randn([1, 3, 4, 32, 32])
        var place: [Float] = [0.2, 0.4, -0.3]
        let before = try RadianceField.features(planes, Tensor(place, shape: [1, 1, 3])).reshape([3, 4])
        place[axis] += 0.3
        let after = try RadianceField.features(planes, Tensor(place, shape: [1, 1, 3])).reshape([3, 4])
        let changed = try (0..<3).filter { plane in
            try before.select(dimension: 0, plane).difference(after.select(dimension: 0, plane)) > 1e-6
        }
        #expect(changed == [[0, 1], [0, 2], [1, 2]][axis])
    }
}
