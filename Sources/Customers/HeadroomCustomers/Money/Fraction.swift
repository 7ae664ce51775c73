/// An exact fraction of integers, for amounts that are divided by months before they are rounded.
package struct Fraction: Sendable {
    package var numerator: Int128
    /// Greater than 0.
    package var denominator: Int128

    package init(numerator: Int128, denominator: Int128 = 1) {
        self.numerator = numerator
        self.denominator = denominator
    }

    package init(_ number: DecimalNumber) {
        self.init(numerator: Int128(number.mantissa), denominator: Self.power(number.scale))
    }

    static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// - Returns: nil on overflow.
    package func multiplied(by other: Fraction) -> Fraction? {
        let (top, topOverflow) = numerator.multipliedReportingOverflow(by: other.numerator)
        let (bottom, bottomOverflow) = denominator.multipliedReportingOverflow(by: other.denominator)
        return topOverflow || bottomOverflow ? nil : Fraction(numerator: top, denominator: bottom)
    }

    package func subtracting(_ other: Fraction) -> Fraction? {
        let (left, overflow) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (right, otherOverflow) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (bottom, bottomOverflow) = denominator.multipliedReportingOverflow(by: other.denominator)
        return overflow || otherOverflow || bottomOverflow
            ? nil : Fraction(numerator: left - right, denominator: bottom)
    }

    /// The value in units of `10^-digits`, rounded half to even.
    package func rounded(digits: Int) -> Int64? {
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: Self.power(digits))
        guard !overflow else { return nil }
        let (whole, remainder) = scaled.quotientAndRemainder(dividingBy: denominator)
        var quotient = whole
        let twice = 2 * remainder.magnitude
        if twice > denominator.magnitude || twice == denominator.magnitude && !quotient.isMultiple(of: 2) {
            quotient += scaled < 0 ? -1 : 1
        }
        return Int64(exactly: quotient)
    }
}
