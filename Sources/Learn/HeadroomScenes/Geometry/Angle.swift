/// An angle, whose sine and cosine have the same bits on every machine.
///
/// The functions of the C library differ in the last bit between processors and versions; a picture that is drawn with
/// them then differs, too.
package struct Angle: Hashable, Sendable {
    package var radians: Double

    package static func radians(_ radians: Double) -> Angle { Angle(radians: radians) }
    package static func degrees(_ degrees: Double) -> Angle { Angle(radians: degrees * (.pi / 180)) }

    package var sine: Double { Self.wave(radians, quarter: 0) }
    package var cosine: Double { Self.wave(radians, quarter: 1) }
    package var tangent: Double { sine / cosine }

    /// Sine of the angle plus a number of quarter turns.
    private static func wave(_ radians: Double, quarter: Int) -> Double {
        let turns = (radians / (.pi / 2)).rounded()
        let rest = radians - turns * (.pi / 2)
        // Exact for any angle of a scene; Int(exactly:) refuses infinite ones.
        let quadrant = (Int(exactly: turns) ?? 0) + quarter
        let value = quadrant & 1 == 0 ? series(rest, from: 1) : series(rest, from: 0)
        return quadrant & 2 == 0 ? value : -value
    }

    /// The Taylor series of the sine (from 1) or of the cosine (from 0), for at most an eighth of a turn, where 18 powers
    /// are enough for all bits of a Double.
    private static func series(_ x: Double, from first: Int) -> Double {
        var term = first == 1 ? x : 1
        var sum = term
        for power in stride(from: first + 2, through: first + 18, by: 2) {
            term *= -x * x / Double(power * (power - 1))
            sum += term
        }
        return sum
    }
}
