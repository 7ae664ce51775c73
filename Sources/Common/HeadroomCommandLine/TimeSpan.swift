import ArgumentParser

/// Duration with a unit: `90s`, `10m`, `1.5h`; a bare number is in seconds.
package struct TimeSpan: ExpressibleByArgument, Equatable, Sendable {
    package let seconds: Double

    private static let units: [String: Double] = ["": 1, "ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600]

    package init(seconds: Double) {
        self.seconds = seconds
    }

    package var defaultValueDescription: String { "\(Int(seconds))s" }

    package init?(argument: String) {
        let number = argument.prefix { $0.isNumber || $0 == "." }
        guard
            let value = Double(number), value > 0, value.isFinite,
            let factor = Self.units[String(argument.dropFirst(number.count)).lowercased()]
        else { return nil }
        seconds = value * factor
    }
}
