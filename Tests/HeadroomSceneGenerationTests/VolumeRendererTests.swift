import Foundation
import HeadroomSceneGeneration
import HeadroomTorch
import TestSupport
import Testing

/// The renderer beside closed forms and finite differences.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct VolumeRendererTests {
    init() throws { try loadEngine() }

    /// Rays along -z from z = 1, `[1, count]`, in double precision.
    private func rays(_ count: Int, tilt: Double = 0) throws -> VolumeRenderer.Rays {
        let origins = (0..<count).flatMap { _ in [0.0, 0.0, 1.0] }
        let directions = (0..<count).flatMap { _ in [tilt, 0.0, -1.0] }
        return VolumeRenderer.Rays(
            origins: try Tensor(origins, shape: [1, count, 3]),
            directions: try Tensor(directions, shape: [1, count, 3])
        )
    }

    /// A box of constant density lets through exp(-density length), along an oblique ray too (Max 1995).
    @Test(arguments: [0.3, 2.0, 9.0], [0.0, 0.75]) func aBoxOfConstantDensity(density: Double, tilt: Double) throws {
        var renderer = VolumeRenderer(near: 0.5, far: 1.5)
        renderer.samples = 4000
        renderer.isClosed = false
        let seen = try renderer(rays(1, tilt: tilt), isRandom: false) { points throws(TorchError) in
            let inside = try (points.select(dimension: 2, 2).absolute() < 0.25).to(.float64)
            return (density: try inside * density, color: try Tensor.full(points.shape, 0.8, .float64))
        }
        let length = 0.5 * (1 + tilt * tilt).squareRoot()
        let opacity = 1 - exp(-density * length)
        #expect(abs(try seen.opacity.item() - opacity) < 1e-3)
        #expect(abs(try seen.color.maximum().item() - 0.8 * opacity) < 1e-3)
    }

    /// A wall at depth 1 is seen at depth 1, whatever stands behind it; what is nearer hides it.
    @Test func aWallHidesWhatIsBehindIt() throws {
        var renderer = VolumeRenderer(near: 0.1, far: 2)
        renderer.samples = 400
        let seen = try renderer(rays(1), isRandom: false) { points throws(TorchError) in
            // The wall is below z = 0; red to z = -0.2, green behind.
            let z = try points.select(dimension: 2, 2)
            let red = try (z > -0.2).to(.float64)
            return (
                density: try (z < 0).to(.float64) * 500,
                color: try Tensor.stack([red, 1 - red, red * 0], dimension: 2)
            )
        }
        #expect(abs(try seen.depth.item() - 1) < 0.01)
        let color = try seen.color.flatten().doubles()
        #expect(color[0] > 0.99 && color[1] < 0.01)
    }

    /// Gradients of the color by densities and colors beside central differences, in double precision.
    @Test func gradientsAreThoseOfFiniteDifferences() throws {
        var renderer = VolumeRenderer(near: 0.2, far: 1.4)
        renderer.samples = 5
        renderer.isClosed = false
        let rays = try rays(2)
        var values = (0..<10).map { 0.3 + 0.4 * Double($0 % 4) }
        let colors = try Tensor((0..<30).map { Double($0 % 7) / 7 }, shape: [1, 10, 3])
        let weights = try Tensor([0.3, -1.0, 0.6, 0.2, 0.9, -0.4], shape: [1, 2, 3])
        func value(_ density: Tensor) throws -> Tensor {
            let seen = try renderer(rays, isRandom: false) { _ throws(TorchError) in (density: density, color: colors) }
            return try (seen.color * weights).sum() + seen.depth.sum()
        }
        let density = try Tensor(values, shape: [1, 10]).requiresGradient(true)
        try value(density).backward()
        let gradient = try #require(try density.gradient).flatten().doubles()
        let step = 1e-5
        for index in values.indices {
            let kept = values[index]
            values[index] = kept + step
            let above = try value(Tensor(values, shape: [1, 10])).item()
            values[index] = kept - step
            let below = try value(Tensor(values, shape: [1, 10])).item()
            values[index] = kept
            #expect(abs((above - below) / (2 * step) - gradient[index]) < 1e-6, "\(index)")
        }
    }

    /// Samples by importance gather where the first ones found a thin wall, and find its depth better.
    @Test func importanceSamplesFindAThinWall() throws {
        func error(_ importanceSamples: Int) throws -> Double {
            var renderer = VolumeRenderer(near: 0.1, far: 2)
            (renderer.samples, renderer.importanceSamples) = (12, importanceSamples)
            let seen = try renderer(rays(1), isRandom: false) { points throws(TorchError) in
                let density = try (points.select(dimension: 2, 2) < -0.13).to(.float64) * 200
                return (density: density, color: try Tensor.zeros(points.shape, .float64))
            }
            return try abs(seen.depth.item() - 1.13)
        }
        #expect(try error(24) < 0.5 * error(0))
    }
}
