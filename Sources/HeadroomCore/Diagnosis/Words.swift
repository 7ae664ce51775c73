/// Numbers as the sentences of a diagnosis have them.
enum Words {
    static func percent(_ ratio: Double) -> String { "\(Int((min(max(ratio, 0), 10) * 100).rounded())) %" }

    /// A count of CPUs: `2`, `1.6`.
    static func count(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }

    static func megabytes(_ bytes: Double) -> String { String(Int((bytes / 1e6).rounded())) + " MB" }
}
