/// Suggestions to the company, by descending worth.
///
/// The worth of a suggestion is for the next 12 months: recurring revenue grows as in the mean month of the last 12
/// (``GrowthModel``), and a suggestion changes one part of this growth.
package struct ActionList: Sendable {
    package private(set) var actions: [Action] = []

    private let document: CustomersDocument
    /// The months that are complete.
    private let months: [CustomersDocument.RevenueOfMonth]
    private let growth: GrowthModel?
    /// nil for a company with subscriptions.
    private let sales: SalesActions?
    private let margin: Double

    private static let history = 12
    /// Smallest share of a file's rows set aside that leads to a suggestion.
    private static let leastSetAside = 0.01
    /// Months of each of the two periods whose acquisition costs are compared.
    private static let costMonths = 6
    /// Months after the first payment that count as early.
    private static let earlyMonths = 3
    /// Smallest share of the largest customer in recurring revenue that leads to a suggestion.
    private static let leastConcentration = 0.1
    /// Smallest difference of two rates that leads to a suggestion, in standard errors.
    private static let leastZ = 2.0
    /// Largest change of gross profit that counts as a forecast, in major units.
    private static let mostEffect = 1e12
    /// Largest number of suggestions in a report.
    private static let most = 6

    package init(_ document: CustomersDocument, grossMargin: Double) {
        self.document = document
        margin = grossMargin
        months = document.months.filter { $0.month != document.unfinishedMonth?.month }
        let past = months.suffix(Self.history).filter { Self.number($0.start) > 0 }
        growth = GrowthModel(
            past.map { month in
                let start = Self.number(month.start)
                return GrowthModel.Month(
                    new: Self.number(month.new),
                    gained: (Self.number(month.expansion) + Self.number(month.reactivation)) / start,
                    lost: (Self.number(month.contraction) + Self.number(month.churn)) / start
                )
            }
        )
        sales = SalesActions(document, grossMargin: grossMargin)
        let data = dataSetAside
        let others = [
            growthLever, budget, risingCost, earlyChurn, bestSegment, surveyFall, concentration,
        ].compactMap { $0 }
        let ranked = (others + costlyChannels + experiments + (sales?.actions ?? [])).filter { $0.worth ?? 1 > 0 }
            .sorted { ($0.worth ?? 0) > ($1.worth ?? 0) }
        actions = Array((data + ranked).prefix(Self.most))
    }

    private static func number(_ text: String) -> Double { Double(text) ?? 0 }

    /// Gross profit of the next 12 months by which a part of the growth, multiplied by a factor, differs; in major units.
    private func effect(_ lever: GrowthModel.Lever, times factor: Double) -> Double? {
        guard let growth, let last = months.last.map({ Self.number($0.end) }) else { return nil }
        let effect =
            (1...12).reduce(0) { sum, months in
                sum + growth.expected(from: last, months: months, lever, times: factor)
                    - growth.expected(from: last, months: months)
            } * margin
        // A company that has grown by a large factor in each month has no forecast.
        return abs(effect) < Self.mostEffect ? effect : nil
    }

    private var dataSetAside: [Action] {
        document.quality.files.filter { $0.rowsRead > 0 }.compactMap { file in
            let share = Double(file.setAside) / Double(file.rowsRead)
            return share >= Self.leastSetAside ? Action(.dataSetAside(file: file.name, share: share)) : nil
        }
    }

    private var growthLever: Action? {
        let tenths = [(GrowthModel.Lever.new, 1.1), (.gained, 1.1), (.lost, 0.9)].compactMap { lever, factor in
            effect(lever, times: factor).map { (lever, $0) }
        }
        guard let best = tenths.max(by: { $0.1 < $1.1 }) else { return nil }
        return Action(.growth(best.0, tenths: Dictionary(uniqueKeysWithValues: tenths)), worth: best.1)
    }

    private var costlyChannels: [Action] {
        guard let acquisition = document.acquisition, growth != nil, acquisition.newCustomers > 0 else { return [] }
        let years = Double(months.count) / 12
        return acquisition.channels.filter { !$0.isOverhead }.compactMap { channel in
            guard let cost = channel.cost.map(Self.number), let value = channel.value.map(Self.number), cost > value,
                let churn = channel.churn
            else { return nil }
            let share = Double(channel.customers) / Double(acquisition.newCustomers)
            let lost = -(effect(.new, times: 1 - share) ?? 0)
            return Action(
                .costlyChannel(channel.channel, cost: cost, value: value, churn: churn),
                worth: Self.number(channel.spend) / years - lost
            )
        }
    }

    private var risingCost: Action? {
        let unfinished = document.unfinishedMonth?.month
        guard let cohorts = document.acquisition?.payback.filter({ $0.month != unfinished }),
            cohorts.count >= 2 * Self.costMonths
        else { return nil }
        func total(_ cohorts: ArraySlice<CustomersDocument.Payback>) -> (spend: Double, customers: Double) {
            cohorts.reduce((0, 0)) { ($0.0 + Self.number($1.spend), $0.1 + Double($1.customers)) }
        }
        let now = total(cohorts.suffix(Self.costMonths))
        let before = total(cohorts.suffix(2 * Self.costMonths).prefix(Self.costMonths))
        guard now.customers > 0, before.customers > 0, now.spend > 0, before.spend > 0 else { return nil }
        let costs = (now: now.spend / now.customers, before: before.spend / before.customers)
        // Customers are counts, whose logarithm has a variance of about 1 / n.
        let error = (1 / now.customers + 1 / before.customers).squareRoot()
        guard (costs.now / costs.before - 1) > Self.leastZ * error else { return nil }
        return Action(
            .risingCost(now: costs.now, before: costs.before, months: Self.costMonths),
            worth: (costs.now - costs.before) * now.customers * 12 / Double(Self.costMonths)
        )
    }

    private var earlyChurn: Action? {
        var (early, later) = ((lost: 0.0, exposed: 0.0), (lost: 0.0, exposed: 0.0))
        for cohort in document.cohorts {
            // The last month of every cohort is that of the report.
            let retention = cohort.logoRetention.dropLast(document.months.count - months.count)
            let active = retention.map { ($0 * Double(cohort.customers)).rounded() }
            for (month, (before, after)) in zip(active, active.dropFirst()).enumerated() {
                let lost = max(0, before - after)
                if month < Self.earlyMonths {
                    early = (early.lost + lost, early.exposed + before)
                } else {
                    later = (later.lost + lost, later.exposed + before)
                }
            }
        }
        guard early.exposed > 0, later.exposed > 0 else { return nil }
        let rates = (early: early.lost / early.exposed, later: later.lost / later.exposed)
        let error =
            (rates.early * (1 - rates.early) / early.exposed + rates.later * (1 - rates.later) / later.exposed)
            .squareRoot()
        guard rates.early > 1.5 * rates.later, rates.early - rates.later > Self.leastZ * error else { return nil }
        let saved = early.lost * (1 - rates.later / rates.early) / (early.lost + later.lost)
        return Action(
            .earlyChurn(early: rates.early, later: rates.later, months: Self.earlyMonths),
            worth: effect(.lost, times: 1 - saved)
        )
    }

    private var budget: Action? {
        guard let budget = document.channels?.budget, budget.change.low > 0 else { return nil }
        let moves = budget.channels.map { ($0.channel, Self.number($0.proposed) - Self.number($0.today)) }
        let past = months.suffix(Self.history)
        let joined = past.reduce(0) { $0 + $1.customersNew }
        let factor = joined > 0 ? 1 + budget.change.value * 52 / 12 / (Double(joined) / Double(past.count)) : 1
        return Action(
            .budget(
                from: moves.filter { $0.1 < 0 }.map(\.0),
                to: moves.filter { $0.1 > 0 }.map(\.0),
                amount: moves.reduce(0) { $0 + max(0, $1.1) },
                gain: budget.change
            ),
            worth: sales.map { $0.profit(ofCustomersAMonth: budget.change.value * 52 / 12) }
                ?? effect(.new, times: factor)
        )
    }

    private var bestSegment: Action? {
        let known = document.segments?.segments.compactMap { segment in segment.value.map { (segment, $0) } } ?? []
        guard known.count > 1, Self.number(known[0].1.low) > Self.number(known[1].1.high) else { return nil }
        let others = known.dropFirst().map { (value: Self.number($0.1.value), weight: Double($0.0.customers)) }
        let weight = others.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        return Action(
            .bestSegment(
                known[0].0.name,
                value: Self.number(known[0].1.value),
                others: others.reduce(0) { $0 + $1.value * $1.weight } / weight
            )
        )
    }

    /// Experiments whose interval of new customers lies above 0.
    private var experiments: [Action] {
        guard let value = document.lifetimeValue?.value.map(Self.number) else { return [] }
        return document.experiments.compactMap { experiment in
            guard let channel = experiment.channel, let cost = experiment.costOfOne.map(Self.number), cost < value,
                experiment.newCustomers?.incrementalLow ?? 0 > 0
            else { return nil }
            return Action(.experiment(experiment.id, channel: channel, cost: cost, value: value))
        }
    }

    private var surveyFall: Action? {
        guard let surveys = document.surveys, let last = surveys.waves.last, let to = last.value,
            let change = last.change, let p = last.p, change < 0, p < 0.05
        else { return nil }
        return Action(.surveyFall(surveys.scale, from: to - change, to: to, p: p, month: last.month))
    }

    private var concentration: Action? {
        guard let largest = document.concentration?.largest, largest >= Self.leastConcentration else { return nil }
        return Action(.concentration(largest))
    }
}
