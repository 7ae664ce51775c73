import Glibc
import HeadroomCustomers
import HeadroomNumerics

/// The customers of a simulated shop: purchases and dropouts by BG/NBD, amounts by Gamma-Gamma.
///
/// Fader, Hardie and Lee, Marketing Science 24 (2005); Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013).
package enum SimulatedPurchases {
    /// Rate of purchases per day: gamma distributed among customers.
    package static let (rateShape, rateScale) = (0.7, 60.0)
    /// Probability of dropping out after a purchase: beta distributed among customers, with equal shapes.
    package static let dropoutShape = 0.8
    /// Values of purchases: gamma distributed for one customer, with a rate that is gamma distributed among customers.
    package static let (valueShape, valueRateShape, valueRateScale) = (5.0, 4.0, 25.0)
    package static let monthCount = 36
    private static let first = Month(year: 2023, month: 1)
    private static let channels = ["search", "social", "organic"]

    package static func ledger(customers: Int = 10_000, seed: UInt64 = 0) -> CustomerLedger {
        let last = Month(number: first.number + monthCount - 1)
        var ledger = CustomerLedger(months: MonthGrid(from: first, through: last, zone: .utc))
        ledger.source = "simulated shop, \(customers) customers, seed \(seed)"
        ledger.isSimulated = true
        ledger.channels = channels
        var draw = SeededGenerator(seed: seed, purpose: "simulated purchases")
        let (start, end) = (ledger.months.bounds[0], ledger.months.end(monthCount - 1))
        var purchases = Grouped<CustomerLedger.Purchase>()
        for customer in 0..<customers {
            ledger.ids.append("simulated-\(customer + 1)")
            ledger.country.append(-1)
            ledger.channel.append(Int32.random(in: 0..<Int32(channels.count), using: &draw))
            ledger.contracts.append([])
            purchases.append(
                history(from: Int64.random(in: start..<end, using: &draw), until: end, &draw)
            )
        }
        ledger.purchases = purchases
        return ledger
    }

    private static func history(
        from first: Int64,
        until end: Int64,
        _ draw: inout SeededGenerator
    ) -> [CustomerLedger.Purchase] {
        let rate = exp(draw.logGamma(shape: rateShape)) / rateScale
        let dropout = draw.symmetricBeta(dropoutShape)
        let valueRate = exp(draw.logGamma(shape: valueRateShape)) / valueRateScale
        var day = first / 86_400
        var purchases: [CustomerLedger.Purchase] = []
        var time = Double(day)
        while true {
            let amount = exp(draw.logGamma(shape: valueShape)) / valueRate
            purchases.append(
                CustomerLedger.Purchase(time: day * 86_400, amount: max(0.01, (amount * 100).rounded() / 100))
            )
            // In BG/NBD, customers do not drop out after the first purchase.
            if purchases.count > 1, Double.random(in: 0..<1, using: &draw) < dropout { return purchases }
            time -= log(1 - Double.random(in: 0..<1, using: &draw)) / max(rate, 1e-12)
            // Purchases of one day count as one.
            time = max(time, Double(day + 1))
            guard time < Double(end / 86_400) else { return purchases }
            day = Int64(time)
        }
    }
}
