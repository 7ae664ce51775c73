import HeadroomFormat

/// Effects of a company's experiments on new customers and revenue.
struct ExperimentAnalysis: Sendable {
    private let company: Company
    private let payments: CustomerPayments
    private let base: Currency
    private let rates: ExchangeRates
    private let zone: TimeZoneRule
    /// Time from the first payment of any customer to the end of the data.
    private let data: Range<Int64>?

    typealias Document = CustomersDocument.Experiment

    private static let secondsPerMonth = 30.4375 * 86_400
    /// Number of regions in each group below which a remark warns of the few assignments.
    private static let fewestRegions = 6

    init(
        _ company: Company,
        _ payments: CustomerPayments,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        bridge: MonthGrid,
        until: Month?,
        now: Int64
    ) {
        self.company = company
        base = payments.revenue.base
        self.rates = rates
        self.zone = zone
        self.payments = payments
        guard !company.experimentUnits.isEmpty else {
            data = nil
            return
        }
        let first = company.customers.indices.compactMap(payments.firstPayment).min()
        let lastPurchase = company.purchases.map { zone.instant(day: Int64($0.day) + 1, second: 0) }.max()
        let end =
            until.map { zone.start(of: $0.next) }
            ?? max(bridge.count > 0 ? bridge.end(bridge.count - 1) : .min, lastPurchase ?? .min)
        data = first.flatMap { $0 < min(end, now) ? $0..<min(end, now) : nil }
    }

    var documents: [Document] {
        let experiments = Dictionary(grouping: company.experimentUnits, by: \.experiment)
        return experiments.sorted { $0.key < $1.key }.map { document($0.key, $0.value.sorted { $0.unit < $1.unit }) }
    }

    private func document(_ id: String, _ units: [ExperimentUnit]) -> Document {
        let (treatment, control) = (units.filter { $0.group == .treatment }, units.filter { $0.group == .control })
        let first = units[0]
        let end = min(first.end, data?.upperBound ?? first.end)
        var document = Document(
            id: id,
            channel: first.channel,
            unitKind: first.kind,
            start: CivilDay.text(zone.day(of: first.start)),
            end: end == .max ? "–" : CivilDay.text(zone.day(of: end)),
            treatmentUnits: treatment.count,
            controlUnits: control.count,
            sampleRatioP: nil,
            newCustomers: nil,
            revenue: nil,
            spend: nil,
            costOfOne: nil,
            reason: nil,
            remarks: []
        )
        guard let data, first.start < end else {
            document.reason = "it begins after the end of the data"
            return document
        }
        guard treatment.count > 1, control.count > 1 else {
            document.reason = "a group has fewer than 2 units"
            return document
        }
        if first.end > data.upperBound { document.remarks.append("It is measured only until the end of the data.") }
        switch first.kind {
        case .region: measureRegions(&document, treatment, control, first.start..<end, data)
        case .customer: measureCustomers(&document, treatment, control, first.start..<end, share: first.treatmentShare)
        }
        addCost(&document, first.channel, first.start..<end)
        return document
    }

    // MARK: - Customers

    private func measureCustomers(
        _ document: inout Document,
        _ treatment: [ExperimentUnit],
        _ control: [ExperimentUnit],
        _ time: Range<Int64>,
        share: Double
    ) {
        let p = SampleRatio.p(treatment: treatment.count, control: control.count, treatmentShare: share)
        document.sampleRatioP = p
        if p < SampleRatio.leastP {
            document.remarks.append(
                "The groups do not have the planned sizes (p \(Format.significant(p, digits: 2))): the assignment or the data may be "
                    + "wrong, and so may the effects."
            )
        }
        let places = Dictionary(
            company.customers.indices.map { (company.customers[$0].id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        func converted(_ units: [ExperimentUnit]) -> (count: Int, of: Int) {
            // Customers who had paid before the experiment cannot become new customers in it.
            let firsts = units.map { places[$0.unit].flatMap { payments.firstPayment(of: $0) } }
                .filter { $0.map { $0 >= time.lowerBound } ?? true }
            return (firsts.count { $0.map(time.contains) ?? false }, firsts.count)
        }
        func revenues(_ units: [ExperimentUnit]) -> [Double] {
            units.map { unit in places[unit.unit].map { revenue(of: $0, time) } ?? 0 }
        }
        if let found = GroupDifference.proportions(treatment: converted(treatment), control: converted(control)) {
            document.newCustomers = .init(
                treatment: found.treatment,
                control: found.control,
                found.low,
                found.high,
                p: found.p,
                units: converted(treatment).of
            )
        }
        if let found = GroupDifference.means(treatment: revenues(treatment), control: revenues(control)) {
            document.revenue = .init(
                .init(
                    treatment: found.treatment,
                    control: found.control,
                    found.low,
                    found.high,
                    p: found.p,
                    units: treatment.count
                ),
                base
            )
        }
    }

    // MARK: - Regions

    private func measureRegions(
        _ document: inout Document,
        _ treatment: [ExperimentUnit],
        _ control: [ExperimentUnit],
        _ time: Range<Int64>,
        _ data: Range<Int64>
    ) {
        let before = time.lowerBound - (time.upperBound - time.lowerBound)..<time.lowerBound
        guard before.lowerBound >= data.lowerBound else {
            document.reason = "the data begin too late for a period of the same length before it"
            return
        }
        let names = Set((treatment + control).map { $0.unit.lowercased() })
        let regions = regions(of: names)
        let found = Set(regions.compactMap(\.self))
        if found.count < names.count {
            document.remarks.append("No customer is in \(Format.count(names.count - found.count)) of the regions.")
        }
        var (customers, revenue): ([String: Double], [String: Double]) = ([:], [:])
        for (customer, region) in regions.enumerated() {
            guard let region, let first = payments.firstPayment(of: customer) else { continue }
            if time.contains(first) { customers[region, default: 0] += 1 }
            if before.contains(first) { customers[region, default: 0] -= 1 }
            revenue[region, default: 0] += self.revenue(of: customer, time) - self.revenue(of: customer, before)
        }
        func test(_ changes: [String: Double]) -> Document.Effect {
            func values(_ units: [ExperimentUnit]) -> [Double] { units.map { changes[$0.unit.lowercased()] ?? 0 } }
            func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
            let test = PermutationTest(treatment: values(treatment), control: values(control))
            return .init(
                treatment: mean(values(treatment)),
                control: mean(values(control)),
                test.interval?.low,
                test.interval?.high,
                p: test.p,
                units: treatment.count
            )
        }
        document.newCustomers = test(customers)
        document.revenue = .init(test(revenue), base)
        if min(treatment.count, control.count) < Self.fewestRegions {
            let least = 1 / PermutationTest.combinations(treatment.count + control.count, treatment.count)
            document.remarks.append(
                "A group has fewer than \(Self.fewestRegions) regions: p cannot be less than "
                    + "\(Format.significant(least, digits: 2)), and only large effects can be shown."
            )
        }
    }

    /// Region of each customer, from the column of customers.csv that contains the most of the names.
    private func regions(of names: Set<String>) -> [String?] {
        let columns =
            [company.customers.map { $0.country?.lowercased() }]
            + company.markers.map { column in
                company.customers.indices.map { column.value(ofCustomer: $0)?.lowercased() }
            }
        let matches = columns.map { Set($0.compactMap(\.self)).intersection(names).count }
        // The first of equal columns.
        let best = matches.indices.max { (matches[$0], $1) < (matches[$1], $0) } ?? 0
        return columns[best].map { $0.flatMap { names.contains($0) ? $0 : nil } }
    }

    // MARK: - Amounts

    /// Revenue of a customer in a period, in minor units: recurring revenue in proportion to the time, and purchases.
    private func revenue(of customer: Int, _ time: Range<Int64>) -> Double {
        var sum = 0.0
        for item in payments.subscriptions(of: customer) {
            let seconds = min(item.end, time.upperBound) - max(item.start, time.lowerBound)
            if seconds > 0 { sum += Double(item.monthly) * Double(seconds) / Self.secondsPerMonth }
        }
        for purchase in payments.purchases(of: customer) where time.contains(purchase.time) {
            sum += Double(purchase.amount)
        }
        return sum
    }

    private func addCost(_ document: inout Document, _ channel: String?, _ time: Range<Int64>) {
        guard let channel, company.spend.contains(where: { $0.channel == channel }) else { return }
        var spend: Int64 = 0
        for item in company.spend where item.channel == channel && time.contains(item.time) {
            guard
                let amount = rates.convert(item.amount, company.currencies[Int(item.currency)], to: base, at: item.time)
            else { return }
            spend += amount
        }
        document.spend = base.text(spend)
        if let incremental = document.newCustomers?.incremental, incremental > 0 {
            let cost = (Double(spend) / incremental).rounded()
            document.costOfOne = cost < 1e15 ? base.text(Int64(cost)) : nil
        }
    }
}
