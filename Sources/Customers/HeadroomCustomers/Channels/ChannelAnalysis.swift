/// Credits of the channels together with their spend.
struct ChannelAnalysis {
    let company: Company
    let conversions: Conversions
    let base: Currency
    let grid: MonthGrid
    let rates: ExchangeRates
    let zone: TimeZoneRule
    let acquisition: AcquisitionCost?
    let lookback: LookbackWindow

    /// Name of the row of conversions without a touch.
    static let unattributed = "unattributed"

    /// nil where there are neither touches nor advertising.
    var document: CustomersDocument.Attribution? {
        let paths = ConversionPaths(company, conversions, grid: grid, lookback: lookback)
        let weekly = WeeklyChannels(
            company,
            paths,
            grid: grid,
            rates: rates,
            base: base,
            zone: zone
        )
        guard !company.touches.isEmpty || weekly != nil else { return nil }
        let plan = weekly.map(BudgetPlan.init)
        let attribution = Attribution(paths)
        return CustomersDocument.Attribution(
            lookbackDays: lookback.days,
            conversionKind: conversions.kind,
            conversions: Int(attribution.total.conversions / Attribution.unit),
            value: base.text(attribution.total.value),
            unattributed: Int(attribution.unattributed.conversions / Attribution.unit),
            touches: CustomersDocument.Attribution.Touches(
                used: paths.touches.count,
                afterConversion: paths.afterConversion,
                withinADayAfter: paths.withinADayAfter,
                onDayOfConversion: paths.onDayOfConversion,
                beforeWindow: paths.beforeWindow,
                afterPeriod: paths.afterPeriod
            ),
            rules: company.touches.isEmpty
                ? []
                : AttributionRule.allCases.compactMap { rule in
                    attribution.credits[rule].map { credits in
                        CustomersDocument.Attribution.Rule(
                            rule: rule,
                            channels: rows(zip(paths.channels, credits), unattributed: attribution.unattributed)
                        )
                    }
                },
            budget: weekly.flatMap { weekly in
                plan.flatMap { plan in
                    CustomersDocument.Budget(
                        plan,
                        weeks: weekly.weeks.count,
                        source: weekly.source,
                        currency: base
                    )
                }
            },
            budgetRefusals: plan?.refusals.map {
                CustomersDocument.BudgetRefusal(channel: $0.channel, reason: $0.problem)
            } ?? []
        )
    }

    /// All channels with a touch or with advertising, sorted by name, followed by the unattributed conversions.
    private func rows(
        _ credits: some Sequence<(String, Attribution.Credit)>,
        unattributed: Attribution.Credit
    ) -> [CustomersDocument.Attribution.Credit] {
        var byName = Dictionary(credits) { first, _ in first }
        let advertising = acquisition?.channels.filter { $0.isPaid } ?? []
        for channel in advertising where byName[channel.name] == nil { byName[channel.name] = Attribution.Credit() }
        let spend = Dictionary(advertising.map { ($0.name, $0.spend) }) { first, _ in first }
        let named = byName.sorted { $0.key < $1.key }.map { name, credit in
            row(name, credit, spend: acquisition == nil ? nil : spend[name] ?? 0)
        }
        return named + [row(Self.unattributed, unattributed, spend: nil)]
    }

    private func row(
        _ name: String,
        _ credit: Attribution.Credit,
        spend: Int64?
    ) -> CustomersDocument.Attribution.Credit {
        let cost = spend.flatMap { spend in
            credit.conversions == 0
                ? nil
                : Fraction(
                    numerator: Int128(spend) * Int128(Attribution.unit),
                    denominator: Int128(credit.conversions)
                ).rounded(digits: 0)
        }
        return CustomersDocument.Attribution.Credit(
            channel: name,
            conversions: Self.millionths(credit.conversions),
            value: base.text(credit.value),
            spend: spend.map(base.text),
            cost: cost.map(base.text)
        )
    }

    private static func millionths(_ count: Int64) -> String {
        let (whole, rest) = count.quotientAndRemainder(dividingBy: Attribution.unit)
        let digits = String(rest)
        return "\(whole)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
