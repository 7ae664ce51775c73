/// Recurring revenue of one month: the bridge from its start to its end, with the terms of its rates.
package struct RevenueMonth: Equatable, Sendable {
    package var month: Month
    package var start: Int64 = 0
    package var end: Int64 = 0
    package var movements = Movements()
    /// Change of the value of unchanged subscriptions by exchange rates.
    package var exchange: Int64 = 0
    package var customersAtStart = 0
    package var customersAtEnd = 0
    /// Customers at the start without recurring revenue at the end.
    package var customersChurned = 0
    package var customersNew = 0
    /// Sum over the customers at the start of the smaller of their revenue at the start and at the end, at the exchange
    /// rates of the start.
    package var retained: Int64 = 0
    /// Revenue at the end from the customers at the start, at the exchange rates of the start.
    package var kept: Int64 = 0
    /// Share of customers lost, by each definition.
    package var churnRates = ChurnRates()

    package init(month: Month) { self.month = month }

    /// Share of the customers at the start who are lost; nil where there were none.
    package var logoChurn: Double? { ratio(Int64(customersChurned), Int64(customersAtStart)) }
    package var grossRevenueRetention: Double? { ratio(retained, start) }
    package var netRevenueRetention: Double? { ratio(kept, start) }
    /// Revenue gained divided by revenue lost; nil where none was lost.
    package var quickRatio: Double? {
        ratio(movements.new + movements.expansion + movements.reactivation, movements.contraction + movements.churn)
    }

    private func ratio(_ part: Int64, _ whole: Int64) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
