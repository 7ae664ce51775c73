/// Numbers for people.
package enum Figure {
    package static func count(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        let digits = String(Int(value.rounded()))
        var text = ""
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    package static func rate(_ value: Double) -> String {
        value < 100 ? String((value * 10).rounded() / 10) : count(value)
    }

    package static func percent(_ ratio: Double) -> String {
        "\((ratio * 1000).rounded() / 10) %"
    }

    package static func seconds(_ seconds: Double) -> String {
        "\((seconds * 10).rounded() / 10) s"
    }

    package static func bytes(_ bytes: Int) -> String {
        let gibibytes = Double(bytes) / 1_073_741_824
        return gibibytes >= 1 ? "\((gibibytes * 10).rounded() / 10) GiB" : "\(bytes / 1_048_576) MiB"
    }
}
