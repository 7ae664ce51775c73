import HeadroomNumerics

/// Value of customers after the snapshot, in minor units: gross profit less the acquisition cost of the channel.
struct ValueAfter: Sendable {
    private let window: HistoryWindow
    private let margin: Double
    /// Acquisition cost of a customer by channel, from the months before the snapshot; empty without spend.
    private let costs: [String: Double]

    init(
        _ company: Company,
        _ revenue: RecurringRevenue,
        window: HistoryWindow,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        grossMargin: Double
    ) throws(CustomersError) {
        self.window = window
        margin = grossMargin
        guard !company.spend.isEmpty, !company.subscriptions.isEmpty else {
            costs = [:]
            return
        }
        let before = MonthGrid(
            from: window.grid.first,
            through: window.grid.month(window.monthsBefore - 1),
            zone: zone
        )
        let spend = try AcquisitionSpend(company, base: revenue.base, grid: before, rates: rates)
        let acquisition = AcquisitionCost(company, revenue, grid: before, spend: spend)
        costs = Dictionary(
            uniqueKeysWithValues: acquisition.channels.compactMap { channel in
                channel.isPaid ? channel.cost.map { (channel.name, Double($0)) } : nil
            }
        )
    }

    /// Value of a customer over the months after the snapshot.
    func value(of customer: Int, _ company: Company, _ payments: CustomerPayments) -> Double {
        let months = window.monthsBefore..<window.grid.count
        let cost = company.customers[customer].channel.flatMap { costs[$0] } ?? 0
        return margin * Double(payments.value(of: customer, window.grid, months: months)) - cost
    }

    private static let draws = 400

    /// Mean with its 95 % interval by bootstrap; nil for fewer than 10 values.
    static func mean(_ values: [Double], using generator: inout SeededGenerator)
        -> (value: Double, low: Double, high: Double)?
    {
        guard values.count >= 10 else { return nil }
        let means = (0..<draws).map { _ in
            var sum = 0.0
            for _ in values.indices { sum += values[Int(generator.next() % UInt64(values.count))] }
            return sum / Double(values.count)
        }
        let (low, high) = BudgetPlan.interval(means)
        return (values.reduce(0, +) / Double(values.count), low, high)
    }
}
