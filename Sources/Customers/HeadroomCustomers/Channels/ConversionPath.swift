/// A touch of a path, with the index of its channel in ``ConversionPaths/channels``.
struct PathTouch: Sendable {
    var time: Int64
    var channel: Int32
}

/// The touches of all customers, as paths to a conversion or to none.
struct ConversionPaths: Sendable {
    struct Path: Sendable {
        /// Indices of the touches in ``ConversionPaths/touches``.
        var range: Range<Int>
        /// Value of the conversion in minor units; nil where there was none.
        var value: Int64?
        /// Instant of the conversion, or of the last touch where there was none.
        var time: Int64
        /// Index of the customer in ``Company/customers``.
        var customer: Int
    }

    /// Channel names, sorted.
    let channels: [String]
    private(set) var touches: [PathTouch] = []
    /// Sorted by customer id, so that sums do not depend on the order of rows.
    private(set) var paths: [Path] = []
    /// Touches that are not in a path, by reason.
    private(set) var afterConversion = 0
    private(set) var withinADayAfter = 0
    /// Touches in a path that are of the day of a conversion without a time.
    private(set) var onDayOfConversion = 0
    private(set) var beforeWindow = 0
    private(set) var afterPeriod = 0

    /// - Parameter grid: months whose conversions count; later ones are ignored.
    init(_ company: Company, _ conversions: Conversions, grid: MonthGrid, lookback: LookbackWindow) {
        let order = company.touchChannels.indices.sorted { company.touchChannels[$0] < company.touchChannels[$1] }
        channels = order.map { company.touchChannels[$0] }
        var ranks = [Int32](repeating: 0, count: order.count)
        for (rank, place) in order.enumerated() { ranks[place] = Int32(rank) }
        let sorted = company.touches.map { (customer: $0.customer, time: $0.time, channel: ranks[Int($0.channel)]) }
            .sorted { ($0.customer, $0.time, $0.channel) < ($1.customer, $1.time, $1.channel) }
        var begins = [Int](repeating: 0, count: company.customers.count + 1)
        for touch in sorted { begins[Int(touch.customer) + 1] += 1 }
        for index in begins.indices.dropFirst() { begins[index] += begins[index - 1] }
        let periodEnd = grid.bounds[grid.count]
        let customers = company.customers.indices.sorted { company.customers[$0].id < company.customers[$1].id }
        touches.reserveCapacity(sorted.count)
        for customer in customers {
            let conversion = conversions[customer].flatMap { $0.time < periodEnd ? $0 : nil }
            let own = sorted[begins[customer]..<begins[customer + 1]]
            guard conversion != nil || !own.isEmpty else { continue }
            let ofPeriod = own.filter { $0.time < periodEnd }
            afterPeriod += own.count - ofPeriod.count
            // The path of a customer without a conversion ends with the last touch.
            guard let end = conversion?.time ?? ofPeriod.last?.time else { continue }
            let lastTouch = conversion?.lastTouch ?? end
            let start = touches.count
            for touch in ofPeriod {
                if touch.time > lastTouch {
                    afterConversion += 1
                    if touch.time - end < 86_400 { withinADayAfter += 1 }
                } else if end - touch.time > lookback.seconds {
                    beforeWindow += 1
                } else {
                    if touch.time > end { onDayOfConversion += 1 }
                    touches.append(PathTouch(time: touch.time, channel: touch.channel))
                }
            }
            paths.append(
                Path(range: start..<touches.count, value: conversion?.value, time: end, customer: customer)
            )
        }
    }

    var conversions: [Path] { paths.filter { $0.value != nil } }

    /// Whether each channel is direct, by channel index.
    var isDirect: [Bool] {
        channels.map { ["direct", "(direct)", "(none)", "(direct) / (none)"].contains($0.lowercased()) }
    }
}
