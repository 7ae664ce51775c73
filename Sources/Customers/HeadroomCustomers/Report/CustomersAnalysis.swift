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
    private let sales: SalesAnalysis?
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
            ? MonthGrid.empty(zone: options.zone) : try MonthGrid(company, options, now: now)
        (self.company, self.revenue, self.grid, view) = (company, revenue, grid, options.view)
        valuation = isFixed ? nil : try MonthEndValuation(company, revenue, grid: grid, rates: rates)
        let bridge = RevenueBridge(
            revenue,
            grid: grid,
            zone: options.zone,
            view: options.view,
            valuation: valuation
        )
        let sales = try SalesAnalysis(
            company,
            base: base,
            rates: rates,
            zone: options.zone,
            until: options.until,
            now: now
        )
        self.sales = sales
        let unfinished = UnfinishedMonth(company, zone: options.zone, until: options.until, now: now)
        let acquisition = try AcquisitionFigures(company, revenue, grid: grid, sales, rates: rates, options)
        let money = DocumentAmounts(currency: base)
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
            sales: sales.map {
                CustomersDocument.Sales(
                    $0,
                    company,
                    currency: base,
                    grossMargin: options.grossMargin,
                    wholeMonths: $0.months.firstIndex { $0.month.name == unfinished?.month } ?? $0.months.count
                )
            },
            unfinishedMonth: unfinished,
            acquisition: acquisition.map {
                money.acquisition(
                    $0.cost,
                    $0.payback,
                    values: ChannelValue.all(company, revenue, grid: grid),
                    options
                )
            },
            lifetimeValue: money.lifetimeValue(
                bridge.months,
                acquisition?.cost,
                grossMargin: options.grossMargin,
                models: models
            ),
            segments: segments.document,
            channels: Self.channels(company, revenue, grid: grid, sales, rates: rates, acquisition, options),
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

    /// Customers and rows behind a value of the bridge, or of the sales.
    ///
    /// - Throws: ``CustomersError`` where the month is not in the report.
    package func explanation(
        of figure: Explanation.Figure,
        in month: Month
    ) throws(CustomersError) -> Explanation {
        if figure.isOfSales {
            guard let sales else {
                throw CustomersError(
                    "\(figure.rawValue) are those of transactions.csv, which has no purchase",
                    hint: "subscriptions have the figure mrr"
                )
            }
            try Self.check(month, in: sales.grid)
            return Explanation(figure, of: month, company, sales, currency: revenue.base)
        }
        guard grid.count > 0 else {
            throw CustomersError(
                "only subscriptions have the figure \(figure.rawValue), and there are none",
                hint: "purchases have the figures sales and refunds"
            )
        }
        try Self.check(month, in: grid)
        return Explanation(figure, of: month, company, revenue, grid: grid, view: view, valuation: valuation)
    }

    private static func check(_ month: Month, in grid: MonthGrid) throws(CustomersError) {
        guard (0..<grid.count).contains(month.number - grid.first.number) else {
            throw CustomersError(
                "\(month.name) is not among the months of the report",
                hint: "it covers \(grid.first.name) to \(grid.month(grid.count - 1).name)"
            )
        }
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

    /// Attribution and budget of channels, by first payments, or without subscriptions by first purchases.
    private static func channels(
        _ company: Company,
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        _ sales: SalesAnalysis?,
        rates: ExchangeRates,
        _ acquisition: AcquisitionFigures?,
        _ options: Options
    ) -> CustomersDocument.Attribution? {
        let purchases = grid.count > 0 ? nil : sales
        guard let months = grid.count > 0 ? grid : purchases?.grid else { return nil }
        return ChannelAnalysis(
            company: company,
            conversions: purchases.map { .purchases($0.firstPurchases(company, zone: options.zone)) }
                ?? .payments(revenue),
            base: revenue.base,
            grid: months,
            rates: rates,
            zone: options.zone,
            acquisition: acquisition?.cost,
            lookback: options.lookback
        ).document
    }

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
