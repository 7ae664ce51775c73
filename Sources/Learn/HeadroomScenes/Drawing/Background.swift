package import HeadroomNumerics

/// What is behind an object.
package enum Background: String, CaseIterable, Codable, Sendable {
    /// Light gray.
    case uniform
    /// Rectangles, a gradient, noise, and the silhouettes of other objects.
    case clutter

    private static let gray: Float = 0.94

    /// Draws the background, RGB from 0 to 1, `[size, size]`.
    package func pixels(size: Int, using generator: inout SeededGenerator) -> [SIMD3<Float>] {
        switch self {
        case .uniform: Array(repeating: SIMD3(repeating: Self.gray), count: size * size)
        case .clutter: Self.clutter(size, &generator)
        }
    }

    private static func clutter(_ size: Int, _ generator: inout SeededGenerator) -> [SIMD3<Float>] {
        func unit() -> Float { Float(generator.next() >> 40) * 0x1p-24 }
        func color() -> SIMD3<Float> { [unit(), unit(), unit()] }
        let (top, bottom) = (color(), color())
        var pixels = (0..<size * size).map { index in
            top + (bottom - top) * (Float(index / size) / Float(size - 1))
        }
        func cover(_ color: SIMD3<Float>, where isCovered: (Int) -> Bool) {
            for index in pixels.indices where isCovered(index) { pixels[index] = color }
        }
        for _ in 0..<8 {
            let (left, up) = (Int(unit() * Float(size)), Int(unit() * Float(size)))
            let (width, height) = (Int(unit() * Float(size) / 2), Int(unit() * Float(size) / 2))
            cover(color()) { index in
                (left..<left + width).contains(index % size) && (up..<up + height).contains(index / size)
            }
        }
        for _ in 0..<2 {
            let kinds = ObjectClass.allCases
            let object = kinds[Int(generator.next() % UInt64(kinds.count))].object(seed: generator.next())
            let camera = Camera(azimuth: .degrees(Double(unit()) * 360), elevation: .degrees(20), distance: 3.5)
            let parts = ObjectView(object, camera, size: size).parts
            let (right, down) = (Int(unit() * Float(size)) - size / 2, Int(unit() * Float(size)) - size / 2)
            cover(color()) { index in
                let (x, y) = (index % size - right, index / size - down)
                return (0..<size).contains(x) && (0..<size).contains(y) && parts[y * size + x] != 0
            }
        }
        for index in pixels.indices { pixels[index] += (unit() - 0.5) * 0.17 }
        return pixels
    }
}
