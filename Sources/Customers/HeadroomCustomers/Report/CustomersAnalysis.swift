/// Analysis of the data of a company.
package struct CustomersAnalysis: Sendable {
    package struct Options: Sendable {
        /// Currency of the report; nil for the only one in the data.
        package var currency: Currency?
        package var zone = TimeZoneRule.utc
        /// Last month of the report; nil for the last month with a change.
        package var until: Month?
        package var view = RevenueBridge.View.snapshot
        package var exchange = ExchangeMode.fixed
        package var grossMargin = 1.0
        /// Months between spend and the first payments that it is compared with.
        package var spendLag = 0
        package var lookback = LookbackWindow(days: 90)
        package var surveyScale = SurveyScale.nps
        /// Time after an e-mail in which a payment counts as a conversion.
        package var conversionWindow = LookbackWindow(days: 14)
        /// Discount rate per year, for the lifetime value models.
        package var discount = 0.0
        package var goals: [Goal] = []

        package init() {}
    }

    package let document: CustomersDocument
    private let company: Company
    private let revenue: RecurringRevenue
    private let grid: MonthGrid
    private let view: RevenueBridge.View
    /// Values at the rates of month ends; nil for fixed rates.
    private let valuation: MonthEndValuation?
    let segmentAnalysis: SegmentAnalysis
    /// Segment of each customer at the snapshot, sorted by rank and id; empty without segments.
    package let segmentMembers: [SegmentMember]

    /// - Parameter now: seconds since 1970 in UTC; later changes are scheduled changes.
    /// - Throws: ``CustomersError`` where nothing can be reported.
    package init(_ company: Company, rates: ExchangeRates, options: Options, now: Int64) throws(CustomersError) {
        let base = try Self.base(of: company, options)
        let isFixed = options.exchange == .fixed
        let revenue = try RecurringRevenue(
            company,
            base: base,
            rates: rates,
            zone: options.zone
        )
        let grid =
            company.subscriptions.isEmpty
            ? MonthGrid.empty(zone: options.zone) : try Self.grid(of: company, options, now: now)
        (self.company, self.revenue, self.grid, view) = (company, revenue, grid, options.view)
        valuation = isFixed ? nil : try MonthEndValuation(company, revenue, grid: grid, rates: rates)
        let bridge = RevenueBridge(
            revenue,
            grid: grid,
            zone: options.zone,
            view: options.view,
            valuation: valuation
        )
        let spend =
            company.spend.isEmpty || grid.count == 0
            ? nil : try AcquisitionSpend(company, base: base, grid: grid, rates: rates, lag: options.spendLag)
        let acquisition = spend.map { AcquisitionCost(company, revenue, grid: grid, spend: $0) }
        let payback = spend.map {
            CohortPayback.cohorts(revenue, grid: grid, spend: $0, grossMargin: options.grossMargin)
        }
        let money = Money(currency: base)
        let models = try Self.models(company, revenue, grid: grid, rates: rates, options, now: now)
        let payments = CustomerPayments(company, revenue, rates: rates, zone: options.zone)
        segmentAnalysis = SegmentAnalysis(
            company: company,
            payments: payments,
            bridge: grid,
            rates: rates,
            zone: options.zone,
            until: options.until,
            grossMargin: options.grossMargin,
            now: now
        )
        let segments = try segmentAnalysis.result()
        segmentMembers = segments.members
        var document = CustomersDocument(
            currency: base.code,
            timeZone: options.zone.name,
            view: options.view,
            exchange: options.exchange,
            months: bridge.months.map(money.month),
            cohorts: bridge.cohorts.filter { $0.customers > 0 }.map { cohort in
                CustomersDocument.RevenueCohort(
                    month: cohort.month.name,
                    customers: cohort.customers,
                    logoRetention: cohort.logoRetention,
                    revenueRetention: cohort.revenueRetention
                )
            },
            acquisition: acquisition.map { cost in
                money.acquisition(
                    cost,
                    payback ?? [],
                    values: ChannelValue.all(company, revenue, grid: grid),
                    options
                )
            },
            lifetimeValue: money.lifetimeValue(
                bridge.months,
                acquisition,
                grossMargin: options.grossMargin,
                models: models
            ),
            segments: segments.document,
            channels: ChannelAnalysis(
                company: company,
                revenue: revenue,
                grid: grid,
                rates: rates,
                zone: options.zone,
                acquisition: acquisition,
                lookback: options.lookback
            ).document,
            surveys: CustomersDocument.Surveys(
                company,
                revenue,
                zone: options.zone,
                until: options.until,
                scale: options.surveyScale
            ),
            campaigns: CustomersDocument.Campaigns(
                CampaignAnalysis(
                    company,
                    revenue,
                    zone: options.zone,
                    until: options.until,
                    window: options.conversionWindow,
                    now: now
                ),
                zone: options.zone,
                window: options.conversionWindow
            ),
            experiments: ExperimentAnalysis(
                company,
                payments,
                rates: rates,
                zone: options.zone,
                bridge: grid,
                until: options.until,
                now: now
            ).documents,
            goals: options.goals.map { CustomersDocument.GoalProgress($0, bridge.months, currency: base) },
            concentration: Concentration(revenue, grid: grid),
            quality: company.quality.noting(oldRates: valuation?.oldRates ?? [])
        )
        document.suggestions = ActionList(document, grossMargin: options.grossMargin).actions.map {
            CustomersDocument.Suggestion($0, currency: base)
        }
        self.document = document
    }

    /// Customers and rows behind a value of the bridge.
    ///
    /// - Throws: ``CustomersError`` where the month is not in the report.
    package func explanation(
        of figure: Explanation.Figure,
        in month: Month
    ) throws(CustomersError) -> Explanation {
        guard grid.count > 0 else {
            throw CustomersError("only subscriptions have figures of a month, and there are none")
        }
        guard (0..<grid.count).contains(month.number - grid.first.number) else {
            throw CustomersError(
                "\(month.name) is not among the months of the report",
                hint: "it covers \(grid.first.name) to \(grid.month(grid.count - 1).name)"
            )
        }
        return Explanation(figure, of: month, company, revenue, grid: grid, view: view, valuation: valuation)
    }

    /// Customers to ask next.
    package func invitations(_ options: Invitations.Options) -> Invitations {
        Invitations(company, revenue, options: options)
    }

    /// CSV with a row for each customer to ask; `weight` is the number of active customers of the segment divided by those
    /// asked.
    package func csv(_ invitations: Invitations) -> String {
        let rows = invitations.segments.flatMap { segment in
            segment.asked.map { customer in
                [
                    CSVField.text(company.customers[Int(customer)].id), CSVField.label(segment.name),
                    "\(segment.responseRate)", segment.weight.map { "\($0)" } ?? "",
                ].joined(separator: ",")
            }
        }
        return (["customer_id,segment,response_rate,weight"] + rows).joined(separator: "\n") + "\n"
    }

    private static func base(of company: Company, _ options: Options) throws(CustomersError) -> Currency {
        if let named = options.currency { return named }
        // Transactions are used only where there are no subscriptions.
        let places = Set(company.subscriptions.map(\.currency))
        let used = (places.isEmpty ? Set(company.purchases.map(\.currency)) : places).map {
            company.currencies[Int($0)]
        }
        guard let only = used.first else {
            throw CustomersError(
                "no row is a paying subscription or a purchase",
                hint: company.quality.sentences.isEmpty
                    ? "the files have no rows" : company.quality.sentences.joined(separator: "\n")
            )
        }
        guard used.count == 1 else {
            throw CustomersError(
                "the \(places.isEmpty ? "purchases" : "subscriptions") are in \(used.map(\.code).sorted().joined(separator: ", "))",
                hint:
                    "name the currency of the report with --currency, and put rates.csv (date, currency, rate) into the folder"
            )
        }
        return only
    }

    private static func grid(of company: Company, _ options: Options, now: Int64) throws(CustomersError) -> MonthGrid {
        // No copies of the times: there may be millions.
        var (first, last) = (Int64.max, Int64.min)
        for subscription in company.subscriptions {
            first = min(first, subscription.start)
            if subscription.start <= now { last = max(last, subscription.start) }
            if subscription.end <= now, subscription.end != .max { last = max(last, subscription.end) }
        }
        guard last > .min else { throw CustomersError("no subscription has begun yet") }
        let (from, through) = (options.zone.month(of: first), options.until ?? options.zone.month(of: last))
        guard from <= through else {
            throw CustomersError(
                "the first subscription is of \(from.name), after \(through.name)",
                hint: "name a later month with --until"
            )
        }
        guard through.number - from.number < mostMonths else {
            let earliest = company.subscriptions.min { ($0.start, $0.row) < ($1.start, $1.row) }
            throw CustomersError(
                "the months from \(from.name) to \(through.name) are more than \(mostMonths)",
                hint: "see row \(earliest?.row ?? 0) of subscriptions.csv"
            )
        }
        return MonthGrid(from: from, through: through, zone: options.zone)
    }

    /// Largest number of months of a report.
    private static let mostMonths = 1200

    /// The probability models of lifetime value.
    private static func models(
        _ company: Company,
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        rates: ExchangeRates,
        _ options: Options,
        now: Int64
    ) throws(CustomersError) -> [LifetimeModel] {
        let models = LifetimeModels(
            currency: revenue.base,
            grossMargin: options.grossMargin,
            discount: options.discount
        )
        var found: [LifetimeModel] = []
        if !company.purchases.isEmpty {
            let end = options.until.map { options.zone.start(of: $0.next) - 1 }
            let record = try PurchaseRecord(
                company,
                base: revenue.base,
                rates: rates,
                zone: options.zone,
                through: Int(options.zone.day(of: min(end ?? now, now)))
            )
            found += models.purchases(record)
        }
        if grid.count > 0 { found.append(models.contracts(revenue, grid: grid, zone: options.zone)) }
        return found
    }
}

/// Converts figures to parts of the document.
private struct Money {
    let currency: Currency

    func month(_ month: RevenueMonth) -> CustomersDocument.RevenueOfMonth {
        CustomersDocument.RevenueOfMonth(
            month: month.month.name,
            start: currency.text(month.start),
            new: currency.text(month.movements.new),
            expansion: currency.text(month.movements.expansion),
            reactivation: currency.text(month.movements.reactivation),
            contraction: currency.text(month.movements.contraction),
            churn: currency.text(month.movements.churn),
            exchange: currency.text(month.exchange),
            end: currency.text(month.end),
            customersAtStart: month.customersAtStart,
            customersAtEnd: month.customersAtEnd,
            customersNew: month.customersNew,
            customersChurned: month.customersChurned,
            logoChurn: month.logoChurn,
            churnRates: CustomersDocument.ChurnRates(
                standard: month.churnRates.standard,
                stripe: month.churnRates.stripe,
                daily: month.churnRates.daily
            ),
            grossRevenueRetention: month.grossRevenueRetention,
            netRevenueRetention: month.netRevenueRetention,
            quickRatio: month.quickRatio,
            arpa: AcquisitionCost.cost(month.end, month.customersAtEnd).map(currency.text)
        )
    }

    func acquisition(
        _ cost: AcquisitionCost,
        _ payback: [CohortPayback],
        values: [String: ChannelValue],
        _ options: CustomersAnalysis.Options
    ) -> CustomersDocument.Acquisition {
        CustomersDocument.Acquisition(
            newCustomers: cost.newCustomers,
            paid: cost.paid.map(currency.text),
            blended: cost.blended.map(currency.text),
            loaded: cost.loaded.map(currency.text),
            channels: cost.channels.map { channel in
                let value = channel.isOverhead ? nil : values[channel.name]
                return CustomersDocument.Channel(
                    channel: channel.name,
                    spend: currency.text(channel.spend),
                    customers: channel.customers,
                    cost: channel.cost.map(currency.text),
                    isOverhead: channel.isOverhead,
                    churn: value?.churn,
                    value: value?.value(grossMargin: options.grossMargin).map { currency.text(Int64($0.rounded())) }
                )
            },
            lagMonths: options.spendLag,
            payback: payback.map { CustomersDocument.Payback($0, currency: currency) }
        )
    }

    func lifetimeValue(
        _ months: [RevenueMonth],
        _ cost: AcquisitionCost?,
        grossMargin: Double,
        models: [LifetimeModel]
    ) -> CustomersDocument.LifetimeValue? {
        guard let last = months.last, last.customersAtEnd > 0 else {
            // Without paying customers at the end, only the models of purchases are reported.
            return models.contains { $0.name == GammaGamma.name }
                ? CustomersDocument.LifetimeValue(months: 0, grossMargin: grossMargin, models: models) : nil
        }
        let pooled = months.suffix(12)
        let (lost, exposed) = pooled.reduce((0, 0)) { ($0.0 + $1.customersChurned, $0.1 + $1.customersAtStart) }
        let churn = exposed > 0 ? Double(lost) / Double(exposed) : nil
        // In minor units.
        let margin = Double(last.end) / Double(last.customersAtEnd) * grossMargin
        let value = churn.flatMap { $0 > 0 ? margin / $0 : nil }
        let loaded = cost?.loaded.map(Double.init)
        return CustomersDocument.LifetimeValue(
            months: pooled.count,
            churn: churn,
            grossMargin: grossMargin,
            value: value.map { currency.text(Int64($0.rounded())) },
            overCost: loaded.flatMap { cost in cost > 0 ? value.map { $0 / cost } : nil },
            paybackMonths: loaded.flatMap { margin > 0 ? $0 / margin : nil },
            models: models
        )
    }
}
