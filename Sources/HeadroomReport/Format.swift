import RealModule

/// Numbers as people read them.
enum Format {
    /// A whole number with its thousands apart: `123,456`.
    static func count(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "-" }
        var text = ""
        for (index, digit) in String(Int(value.rounded())).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    static func count(_ value: Int) -> String { count(Double(value)) }

    /// Three significant digits: `0.00123`, `4.56`, `78.9`, `1,230`.
    static func significant(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite else { return "-" }
        if value == 0 { return "0" }
        let magnitude = Int(Double.log10(abs(value)).rounded(.down))
        let decimals = digits - 1 - magnitude
        return decimals <= 0 ? count(value) : fixed(value, decimals: min(decimals, 12))
    }

    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        let scale = Double.pow(10, decimals)
        let scaled = (abs(value) * scale).rounded()
        let whole = Int((scaled / scale).rounded(.down))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + count(whole) }
        let fraction = String(Int(scaled - Double(whole) * scale))
        return sign + count(whole) + "." + String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    }

    /// A time in the unit that suits it: `153 µs`, `1.23 ms`, `4.5 s`, `2 min 5 s`.
    static func seconds(_ value: Double) -> String {
        switch abs(value) {
        case ..<1e-3: significant(value * 1e6) + " µs"
        case ..<1: significant(value * 1e3) + " ms"
        case ..<100: significant(value) + " s"
        default: "\(Int(value) / 60) min \(Int(value) % 60) s"
        }
    }

    /// An amount of memory: `512 B`, `20 KiB`, `1.5 GiB`.
    static func bytes(_ value: Double) -> String {
        var value = value
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if abs(value) < 1024 { return significant(value) + " " + unit }
            value /= 1024
        }
        return significant(value) + " TiB"
    }

    static func bytes(_ value: Int) -> String { bytes(Double(value)) }

    static func percent(_ ratio: Double) -> String {
        let percent = ratio * 100
        return (abs(percent) < 10 ? fixed(percent, decimals: 1) : count(percent)) + " %"
    }
}

extension Format {
    /// A number for a program: one decimal, no thousands.
    static func plain(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
