/// Source of the channel of a conversion: the last touch that is not direct, or customers.csv where there are no
/// touches.
package enum ConversionSource: String, Codable, Sendable { case touches, customers }

/// Weekly spend and conversions of each advertising channel.
package struct WeeklyChannels: Sendable {
    package struct Channel: Sendable {
        let name: String
        /// In minor units of the base currency.
        var spend: [Double]
        /// First payments or purchases of customers attributed to the channel.
        var conversions: [Double]

        package init(name: String, spend: [Double], conversions: [Double]) {
            (self.name, self.spend, self.conversions) = (name, spend, conversions)
        }
    }

    let weeks: WeekGrid
    let source: ConversionSource
    /// Sorted by name.
    private(set) var channels: [Channel]

    package init(weeks: WeekGrid, source: ConversionSource, channels: [Channel]) {
        (self.weeks, self.source, self.channels) = (weeks, source, channels)
    }

    /// Collects the weeks from the first to the last with advertising, without those that end after the last month.
    ///
    /// - Returns: nil without a whole week of advertising.
    init?(
        _ company: Company,
        _ paths: ConversionPaths,
        grid: MonthGrid,
        rates: ExchangeRates,
        base: Currency,
        zone: TimeZoneRule
    ) {
        let period = grid.bounds[0]..<grid.bounds[grid.count]
        let spend = company.spend.filter {
            period.contains($0.time) && !AcquisitionSpend.usualOverhead.contains($0.channel.lowercased())
        }
        guard let first = spend.map(\.time).min(), let last = spend.map(\.time).max() else { return nil }
        let lastWhole = min(last, period.upperBound - 7 * 86_400)
        guard first <= lastWhole else { return nil }
        weeks = WeekGrid(from: first, through: lastWhole, zone: zone)
        source = company.touches.isEmpty ? .customers : .touches
        let names = Set(spend.map(\.channel)).sorted()
        let none = [Double](repeating: 0, count: weeks.count)
        channels = names.map { Channel(name: $0, spend: none, conversions: none) }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        for row in spend {
            guard let week = weeks.index(of: row.time), let place = places[row.channel],
                let amount = rates.convert(
                    row.amount,
                    company.currencies[Int(row.currency)],
                    to: base,
                    at: row.time
                )
            else { continue }
            channels[place].spend[week] += Double(amount)
        }
        let isDirect = paths.isDirect
        for path in paths.conversions {
            var name = company.customers[path.customer].channel
            if source == .touches {
                name = nil
                let touches = paths.touches[path.range]
                if let touch = touches.last(where: { !isDirect[Int($0.channel)] }) {
                    name = paths.channels[Int(touch.channel)]
                }
            }
            guard let week = weeks.index(of: path.time), let place = name.flatMap({ places[$0] }) else { continue }
            channels[place].conversions[week] += 1
        }
    }
}
