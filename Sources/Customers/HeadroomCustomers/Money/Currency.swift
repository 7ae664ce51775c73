/// A currency by its ISO 4217 code, with the number of digits of its minor unit.
package struct Currency: Hashable, Sendable {
    package let code: String
    /// Decimal digits of the minor unit: 2 for the dollar, 0 for the yen, 3 for the Kuwaiti dinar.
    package let digits: Int

    /// Creates a currency; nil where the code does not have three letters.
    package init?(_ code: some StringProtocol) {
        // Nearly all files have capitals; skipping `uppercased()` matters over millions of rows.
        let code = code.utf8.contains { $0 >= UInt8(ascii: "a") } ? code.uppercased() : String(code)
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            return nil
        }
        self.code = code
        digits =
            code == "USD" || code == "EUR"
            ? 2 : Self.withoutMinorUnit.contains(code) ? 0 : Self.withThreeDigits.contains(code) ? 3 : 2
    }

    /// Largest amount of a row in minor units; sums over hundreds of thousands of such rows still fit.
    package static let mostOfRow: Int64 = 10_000_000_000_000

    /// Number of minor units in a major unit.
    package var scale: Int64 { [1, 10, 100, 1000][digits] }

    /// An amount of minor units in major units.
    func major(_ minor: Int64) -> Double { Double(minor) / Double(scale) }

    /// An amount of minor units in decimal notation: `-1234.50`.
    package func text(_ minor: Int64) -> String {
        let magnitude = minor.magnitude
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        guard digits > 0 else { return "\(minor)" }
        let fraction = String(rest)
        return (minor < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    // ISO 4217 list one, 2024.
    private static let withoutMinorUnit: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let withThreeDigits: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
}
