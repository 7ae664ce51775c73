/// Row of small bars.
package enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let letters: [Character] = ["_", ".", "-", "=", "+", "*", "#", "@"]

    /// - Parameters:
    ///   - values: nil leaves a gap.
    ///   - width: columns; if there are more values, neighbors are averaged.
    ///   - end: the value of a full bar.
    package static func render(_ values: [Double?], width: Int, end: Double, usesUnicode: Bool) -> String {
        let marks = usesUnicode ? bars : letters
        return String(
            joined(values, to: width).map { value in
                guard let value else { return " " }
                let share = end > 0 ? min(1, max(0, value / end)) : 0
                return marks[min(marks.count - 1, Int(share * Double(marks.count)))]
            }
        )
    }

    private static func joined(_ values: [Double?], to width: Int) -> [Double?] {
        guard values.count > width, width > 0 else { return values }
        return (0..<width).map { column in
            let part = values[column * values.count / width..<(column + 1) * values.count / width].compactMap(\.self)
            return part.isEmpty ? nil : part.reduce(0, +) / Double(part.count)
        }
    }
}
