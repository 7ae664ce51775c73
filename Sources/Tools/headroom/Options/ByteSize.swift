import ArgumentParser

/// Memory size with a unit: `512MB`, `2GiB`, `1048576`.
struct ByteSize: ExpressibleByArgument, Equatable, Sendable {
    let bytes: Int

    private static let units: [String: Double] = [
        "": 1, "b": 1,
        "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]

    init?(argument: String) {
        let number = argument.prefix { $0.isNumber || $0 == "." }
        let unit = argument.dropFirst(number.count).drop { $0 == " " }.lowercased()
        guard let value = Double(number), let factor = Self.units[unit] else { return nil }
        let bytes = value * factor
        guard bytes >= 1, bytes < Double(Int.max) else { return nil }
        self.bytes = Int(bytes)
    }
}
