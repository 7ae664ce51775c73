/// Durations as Slurm writes them: minutes, `minutes:seconds`, `hours:minutes:seconds`, `days-hours:minutes:seconds`.
package enum SlurmTime {
    private static let units: [(suffix: String, seconds: Double)] = [
        ("min", 60), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]

    /// A duration with a unit (`30m`, `1.5h`) in Slurm's form; any other text unchanged.
    static func text(_ text: String) -> String {
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            guard let number = Double(text.dropLast(suffix.count)), number > 0, number.isFinite, number < 1e7 else {
                continue
            }
            let seconds = Int((number * factor).rounded(.up))
            return "\(seconds / 3600):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
        }
        return text
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    /// A duration in Slurm's form, in seconds; nil for `UNLIMITED` and what is not one.
    package static func seconds(_ text: String) -> Double? {
        let halves = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let last = halves.last else { return nil }
        let fields = last.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        let numbers = fields.compactMap(\.self)
        guard numbers.count == fields.count, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
        if halves.count == 2 {
            guard let days = Double(halves[0]), days >= 0, days.isFinite, numbers.count <= 3 else { return nil }
            return days * 86_400 + zip(numbers, [3600.0, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        switch numbers.count {
        case 1: return numbers[0] * 60
        case 2: return numbers[0] * 60 + numbers[1]
        case 3: return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
        default: return nil
        }
    }
}
