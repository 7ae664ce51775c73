import Glibc

/// Colors as files have them.
enum ColorBytes {
    /// 0 to 255 of each channel.
    static func bytes(_ color: SIMD3<Float>) -> SIMD3<UInt8> {
        let scaled = (limited(color) * 255).rounded(.toNearestOrAwayFromZero)
        return SIMD3(UInt8(scaled.x), UInt8(scaled.y), UInt8(scaled.z))
    }

    /// Each channel from 0 to 1; what is not a number is 0.
    static func limited(_ color: SIMD3<Float>) -> SIMD3<Float> {
        color.replacing(with: 0, where: color .!= color).clamped(lowerBound: .zero, upperBound: .one)
    }

    static func color(_ bytes: SIMD3<UInt8>) -> SIMD3<Float> { SIMD3<Float>(bytes) / 255 }

    /// Light in proportion to its energy, as glTF has colors (the curve of IEC 61966-2-1).
    static func linear(_ color: SIMD3<Float>) -> SIMD3<Float> {
        func linear(_ value: Float) -> Float { value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4) }
        return SIMD3(linear(color.x), linear(color.y), linear(color.z))
    }

    /// The inverse of ``linear(_:)``.
    static func sRGB(_ light: SIMD3<Float>) -> SIMD3<Float> {
        func encoded(_ value: Float) -> Float {
            value <= 0.0031308 ? value * 12.92 : 1.055 * powf(value, 1 / 2.4) - 0.055
        }
        return SIMD3(encoded(light.x), encoded(light.y), encoded(light.z))
    }
}
