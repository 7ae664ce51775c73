import Glibc

/// The hypergeometric function `2F1(1, b; c; z)` for b > 0, c > 1 and 0 <= z < 1, for many values of z.
///
/// Gauss's continued fraction, evaluated from its end; its coefficients tend to -1/4, so that each pair of steps reduces
/// the error by a known factor (Abramowitz and Stegun, 15; Wall, Continued Fractions, 89). The coefficients do not depend on z
/// and are computed once.
struct GaussFraction {
    private let b, base: Double
    /// Coefficients 1, 2, … of the fraction, without the factor z.
    private var coefficients: [Double] = []

    /// Most pairs of steps; enough for z of 0.99999.
    private static let mostPairs = 6000
    /// Steps after which the numerator and denominator are divided by the denominator; a step at least quarters them.
    private static let stepsOfScale = 400

    init(b: Double, c: Double) { (self.b, base) = (b, c - 1) }

    /// Values at two points.
    mutating func values(at z: SIMD2<Double>) -> SIMD2<Double> {
        let largest = z.max()
        guard largest > 0 else { return SIMD2(1, 1) }
        let root = (1 - largest).squareRoot()
        let pairs = Int(min(Double(Self.mostPairs), 6 + 18 / abs(log((1 - root) / (1 + root)))))
        extend(through: pairs)
        var (numerator, denominator) = (SIMD2(1.0, 1.0), SIMD2(1.0, 1.0))
        return coefficients.withUnsafeBufferPointer { coefficients in
            var end = 2 * pairs
            while end > 0 {
                let begin = max(0, end - Self.stepsOfScale)
                for step in stride(from: end - 1, through: begin, by: -1) {
                    // `1 + coefficient z / fraction`, where the fraction is the numerator divided by the denominator.
                    (numerator, denominator) = (numerator + coefficients[step] * z * denominator, numerator)
                }
                (numerator, denominator) = (numerator / denominator, SIMD2(1, 1))
                end = begin
            }
            return denominator / numerator
        }
    }

    private mutating func extend(through pairs: Int) {
        while coefficients.count < 2 * pairs {
            let n = Double(coefficients.count / 2)
            coefficients.append(-(base + n) * (b + n) / ((base + 2 * n) * (base + 2 * n + 1)))
            let next = n + 1
            coefficients.append((b - base - next) * next / ((base + 2 * next - 1) * (base + 2 * next)))
        }
    }
}
