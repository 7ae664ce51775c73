import RealModule

/// Number formats for people.
package enum Format {
    /// Integer with thousands separators: `123,456`.
    package static func count(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "-" }
        var text = ""
        for (index, digit) in String(Int(value.rounded())).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    package static func count(_ value: Int) -> String { count(Double(value)) }

    /// Rate: three significant digits if below 100, otherwise an integer.
    package static func rate(_ value: Double) -> String {
        abs(value) < 100 ? significant(value) : count(value)
    }

    /// Three significant digits: `0.00123`, `4.56`, `78.9`, `1,230`.
    package static func significant(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite else { return "-" }
        if value == 0 { return "0" }
        // The digits depend on the rounded value: 9.999 to three digits is 10.0.
        let rough = Int(Double.log10(abs(value)).rounded(.down))
        let unit = Double.pow(10, rough - digits + 1)
        let magnitude = (abs(value) / unit).rounded() * unit >= Double.pow(10, rough + 1) ? rough + 1 : rough
        let decimals = digits - 1 - magnitude
        return decimals <= 0 ? count(value) : fixed(value, decimals: min(decimals, 12))
    }

    package static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        let scale = Double.pow(10, decimals)
        let scaled = (abs(value) * scale).rounded()
        let whole = Int((scaled / scale).rounded(.down))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + count(whole) }
        let fraction = String(Int(scaled - Double(whole) * scale))
        return sign + count(whole) + "." + String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    }

    /// Duration in a suitable unit: `153 µs`, `1.23 ms`, `4.5 s`, `2 min 5 s`.
    package static func seconds(_ value: Double) -> String {
        // A value just below a unit is rounded to that unit: 999.7 µs is 1 ms.
        switch abs(value) {
        case ..<0.9995e-3: significant(value * 1e6) + " µs"
        case ..<0.9995: significant(value * 1e3) + " ms"
        case ..<99.5: significant(value) + " s"
        case let value where !(value < 1e12): "-"
        default: "\(Int(value) / 60) min \(Int(value) % 60) s"
        }
    }

    /// Memory size: `512 B`, `20 KiB`, `1.5 GiB`.
    package static func bytes(_ value: Double) -> String {
        var value = value
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if abs(value) < 1023.5 { return significant(value) + " " + unit }
            value /= 1024
        }
        return significant(value) + " TiB"
    }

    package static func bytes(_ value: Int) -> String { bytes(Double(value)) }

    /// Energy: `12 µJ`, `3.4 mJ`, `5.6 J`, `7.8 kJ`.
    package static func joules(_ value: Double) -> String {
        switch abs(value) {
        case ..<0.9995e-3: significant(value * 1e6) + " µJ"
        case ..<0.9995: significant(value * 1e3) + " mJ"
        case ..<9995: significant(value) + " J"
        default: significant(value / 1e3) + " kJ"
        }
    }

    /// Cost, with three significant digits below 1: `$12.50`, `0.00123 EUR`.
    package static func money(_ value: Double, _ currency: String? = nil) -> String {
        let number = abs(value) < 1 ? significant(value) : fixed(value, decimals: 2)
        guard let currency, !currency.isEmpty else { return number }
        return currency.contains(where: \.isLetter) ? "\(number) \(currency)" : currency + number
    }

    /// Ratio in percent, with one decimal below 10 %: `4.2 %`, `87 %`.
    package static func percent(_ ratio: Double) -> String {
        let percent = ratio * 100
        return fixed(percent, decimals: abs(percent) < 9.95 ? 1 : 0) + " %"
    }

    /// Ratio with its interval: `14 (12 to 17) times`, `1.4 (1.2 to 1.7) times`.
    package static func times(_ ratio: Double, low: Double, high: Double) -> String {
        let digits = [ratio, low, high].map { $0 < 9.95 ? fixed($0, decimals: 1) : count($0) }
        return "\(digits[0]) (\(digits[1]) to \(digits[2])) times"
    }

    /// Ratio in percent with one decimal, for accuracies: `97.2 %`.
    package static func accuracy(_ ratio: Double) -> String { fixed(ratio * 100, decimals: 1) + " %" }
}

extension Format {
    /// Number for machine-readable output: at most one decimal, no thousands separators.
    package static func plain(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "0" }
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
