import ArgumentParser
import HeadroomCore

extension Price: ExpressibleByArgument {
    private static let hours: [String: Double] = [
        "": 1, "h": 1, "hour": 1, "min": 1.0 / 60, "minute": 1.0 / 60, "s": 1.0 / 3600, "d": 24, "day": 24,
    ]

    /// Parses `2.5/hour`, `$2.5/h`, `0.04EUR/min`; without a unit the price is per hour.
    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            let hours = Self.hours[parts.count == 2 ? parts[1].lowercased() : ""]
        else { return nil }
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber || $0 == "." }
        let before = parts[0].prefix { !isDigit($0) }
        let number = parts[0].dropFirst(before.count).prefix(while: isDigit)
        let after = parts[0].dropFirst(before.count + number.count)
        guard let amount = Double(number), amount.isFinite, before.isEmpty || after.isEmpty,
            !(before + after).contains(where: { $0.isNumber || "-+,.".contains($0) })
        else { return nil }
        let currency = (before + after).filter { $0 != " " }
        self.init(perHour: amount / hours, currency: currency.isEmpty ? nil : currency)
    }
}

/// Price of device time.
struct PriceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Price of the machine, such as 2.5/hour or $0.04/min: adds costs to the report.",
            valueName: "price"
        )
    )
    var price: Price?

    func applied(to document: SweepDocument) -> SweepDocument { price.map { document.priced(at: $0) } ?? document }
}
