/// Numbers as the sentences of a diagnosis have them.
enum Words {
    static func percent(_ ratio: Double) -> String { "\(Int((min(max(ratio, 0), 10) * 100).rounded())) %" }

    /// A count of CPUs: `2`, `1.6`.
    static func count(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }

    /// A ratio with its interval: `14 (12 to 17) times`, `1.4 (1.2 to 1.7) times`.
    static func times(_ ratio: Interval) -> String {
        let digits = { (value: Double) in value < 10 ? count(value) : String(Int(value.rounded())) }
        return "\(digits(ratio.value)) (\(digits(ratio.low)) to \(digits(ratio.high))) times"
    }

    static func megabytes(_ bytes: Double) -> String { String(Int((bytes / 1e6).rounded())) + " MB" }
}
