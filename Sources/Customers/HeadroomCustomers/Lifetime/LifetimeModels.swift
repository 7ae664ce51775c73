import Glibc

/// Fits the probability models to a company's data.
struct LifetimeModels {
    let currency: Currency
    let grossMargin: Double
    /// Discount rate per year.
    let discount: Double

    private static let months = 12
    /// Mean length of a month in days, of a year of 365 days.
    private static let daysOfMonth = 365.0 / 12

    private var monthlyDiscount: Double { pow(1 + discount, 1.0 / Double(Self.months)) - 1 }

    /// The purchase models; empty without transactions.
    func purchases(_ record: PurchaseRecord) -> [LifetimeModel] {
        let values = result { () throws(FitProblem) in try GammaGamma.fit(record.observations) }
        return [
            model(BetaGeometricNBD.self, record, values), model(ModifiedBetaGeometricNBD.self, record, values),
            model(ParetoNBD.self, record, values),
            LifetimeModel(
                name: GammaGamma.name,
                customers: record.observations.count,
                fit: (try? values.get()).map { LifetimeModel.Fit($0) },
                reason: values.reason
            ),
        ]
    }

    private func model<Model: PurchaseModel>(
        _: Model.Type,
        _ record: PurchaseRecord,
        _ values: Result<LikelihoodFit, FitProblem>
    ) -> LifetimeModel {
        let fit = result { () throws(FitProblem) in try Model.fit(record.histories) }
        var model = LifetimeModel(
            name: Model.name,
            customers: Int(record.histories.customers),
            timeUnit: "day",
            fit: (try? fit.get()).map { LifetimeModel.Fit($0) },
            reason: fit.reason
        )
        guard let found = try? fit.get(), let lastDay = record.lastDay else { return model }
        let horizon = LifetimeHorizon(months: Self.months, month: Self.daysOfMonth, discount: monthlyDiscount)
        var value: ExpectedAmount?
        var reason = values.reason.map { "\(GammaGamma.name) was not fitted: \($0)" }
        if let values = try? values.get() {
            value = LifetimeForecast.value(
                Model.self,
                found,
                values: values,
                record.histories,
                horizon,
                grossMargin: grossMargin
            )
            if value == nil { reason = "the values of purchases vary so much that they have no mean (q at most 1)" }
        }
        model.nextYear = nextYear(
            after: CivilDay.text(Int64(lastDay)),
            customers: model.customers,
            purchases: LifetimeForecast.purchases(
                Model.self,
                found,
                record.histories,
                within: Double(Self.months) * Self.daysOfMonth
            ),
            minor: value.map { $0 / (1 / Double(currency.scale)) },
            reason: reason
        )
        return model
    }

    /// The sBG model, fitted to the tenures of subscription customers.
    func contracts(_ revenue: RecurringRevenue, grid: MonthGrid, zone: TimeZoneRule) -> LifetimeModel {
        let data = SubscriptionTenures(revenue, grid: grid)
        let fit = result { () throws(FitProblem) in try ShiftedBetaGeometric.fit(data.tenures) }
        var model = LifetimeModel(
            name: ShiftedBetaGeometric.name,
            customers: Int(data.tenures.customers),
            timeUnit: "month",
            fit: (try? fit.get()).map { LifetimeModel.Fit($0) },
            reason: fit.reason
        )
        guard let found = try? fit.get() else { return model }
        let value = LifetimeForecast.value(
            found,
            data.paying,
            months: Self.months,
            discount: monthlyDiscount,
            grossMargin: grossMargin
        )
        model.nextYear = nextYear(
            after: CivilDay.text(zone.day(of: grid.end(grid.count - 1) - 1)),
            customers: data.paying.reduce(0) { $0 + $1.customers },
            minor: value,
            reason: value == nil ? "no customer pays at the end of the last month" : nil
        )
        return model
    }

    private func nextYear(
        after: String,
        customers: Int,
        purchases: ExpectedAmount? = nil,
        minor: ExpectedAmount?,
        reason: String?
    ) -> LifetimeModel.NextYear {
        let total = minor.flatMap { LifetimeModel.Amounts($0, currency) }
        return LifetimeModel.NextYear(
            after: after,
            months: Self.months,
            discount: discount,
            customers: customers,
            purchases: purchases,
            total: total,
            mean: minor.flatMap { LifetimeModel.Amounts($0 / Double(max(1, customers)), currency) },
            reason: reason ?? (total == nil ? "the amount is too large to write" : nil)
        )
    }

    private func result(_ fit: () throws(FitProblem) -> LikelihoodFit) -> Result<LikelihoodFit, FitProblem> {
        do { return .success(try fit()) } catch { return .failure(error) }
    }
}

extension Result<LikelihoodFit, FitProblem> {
    /// Reason why there is no fit; nil where there is one.
    fileprivate var reason: String? {
        if case .failure(let problem) = self { problem.reason } else { nil }
    }
}
