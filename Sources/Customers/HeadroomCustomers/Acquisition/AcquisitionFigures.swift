/// Acquisition cost and payback: of the first payments of subscriptions, or of the first purchases of a company without
/// subscriptions.
struct AcquisitionFigures {
    let cost: AcquisitionCost
    let payback: [CohortPayback]

    /// - Returns: nil without spend, or without months.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    init?(
        _ company: Company,
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        _ sales: SalesAnalysis?,
        rates: ExchangeRates,
        _ options: CustomersAnalysis.Options
    ) throws(CustomersError) {
        guard !company.spend.isEmpty else { return nil }
        let months = grid.count > 0 ? grid : sales?.grid
        guard let months else { return nil }
        let spend = try AcquisitionSpend(
            company,
            base: revenue.base,
            grid: months,
            rates: rates,
            lag: options.spendLag
        )
        if grid.count > 0 {
            cost = AcquisitionCost(company, revenue, grid: grid, spend: spend)
            payback = CohortPayback.cohorts(revenue, grid: grid, spend: spend, grossMargin: options.grossMargin)
        } else if let sales {
            cost = AcquisitionCost(
                company,
                firstMonths: sales.firstMonths,
                monthCount: sales.grid.count,
                spend: spend
            )
            payback = CohortPayback.cohorts(
                customers: sales.cohorts.map(\.customers),
                revenue: sales.cohorts.map(\.revenue),
                grid: sales.grid,
                spend: spend,
                grossMargin: options.grossMargin
            )
        } else {
            return nil
        }
    }
}
