import HeadroomFormat

/// Texts of figures in the report.
enum FigureText {
    static func percent(_ ratio: Double?) -> String { ratio.map { Format.percent($0) } ?? "–" }

    /// An amount with thousands separators: `1,234.50`.
    static func grouped(_ amount: String) -> String {
        let parts = amount.split(separator: ".", omittingEmptySubsequences: false)
        let isNegative = amount.hasPrefix("-")
        var whole = ""
        for (index, digit) in parts[0].drop(while: { $0 == "-" }).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { whole.append(",") }
            whole.append(digit)
        }
        return (isNegative ? "-" : "") + whole.reversed() + (parts.count > 1 ? ".\(parts[1])" : "")
    }
}
