import Glibc
package import HeadroomCustomers
package import HeadroomTraining

extension CustomerLedger {
    /// Reads the files of a company (docs/customers.md).
    ///
    /// - Parameters:
    ///   - until: last month of the data; nil for the month of the last entry.
    ///   - excluded: names of features and of further columns that are left out.
    package static func load(
        _ source: CompanySource,
        zone: TimeZoneRule = .utc,
        currency: Currency? = nil,
        until: Month? = nil,
        excluded: Set<String> = []
    ) throws(WorkloadError) -> CustomerLedger {
        do throws(CustomersError) {
            return try source.withFiles { (files) throws(CustomersError) in
                let (company, base, rates) = try Company.load(files, zone: zone, currency: currency)
                let revenue = try RecurringRevenue(company, base: base, rates: rates)
                let records = try CompanyRecords(files, zone: zone)
                var ledger = try CustomerLedger(
                    company,
                    revenue,
                    records,
                    rates,
                    zone: zone,
                    until: until,
                    excluded: excluded
                )
                ledger.source = source.name
                ledger.excluded = excluded
                ledger.leftOut = records.leftOut
                ledger.rowsSetAside = company.quality.files.reduce(0) { $0 + $1.setAside }
                return ledger
            }
        } catch {
            throw WorkloadError(.data, error.problem + (error.hint.map { "; \($0)" } ?? ""))
        }
    }

    private init(
        _ company: Company,
        _ revenue: RecurringRevenue,
        _ records: CompanyRecords,
        _ rates: ExchangeRates,
        zone: TimeZoneRule,
        until: Month?,
        excluded: Set<String>
    ) throws(CustomersError) {
        let customers = company.customers
        var (plans, countries, channels) = (Levels(), Levels(), Levels())
        let kept = records.termColumns.indices.filter { !excluded.contains(records.termColumns[$0]) }
        var further = [Levels](repeating: Levels(), count: kept.count)
        var contracts = Grouped<Contract>()
        for customer in customers.indices {
            contracts.append(
                revenue[customer].map { item in
                    let terms = records.terms[item.row]
                    return Contract(
                        start: item.start,
                        end: item.end,
                        monthly: Double(item.monthly) / Double(revenue.base.scale),
                        plan: plans.index(of: terms?.plan),
                        months: terms?.months ?? 1,
                        quantity: terms?.quantity ?? 1,
                        further: kept.indices.map { further[$0].index(of: terms?.further[kept[$0]]) }
                    )
                }.sorted { $0.start < $1.start }
            )
        }
        let places = Dictionary(customers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        func grouped(_ times: [(customer: Int, time: Int64)]) -> Grouped<Int64> {
            var groups = [[Int64]](repeating: [], count: customers.count)
            for entry in times { groups[entry.customer].append(entry.time) }
            return Grouped(groups.map { $0.sorted() })
        }
        let uses = records.uses.compactMap { use in places[use.customer].map { (customer: $0, time: use.time) } }
        var purchases = [[Purchase]](repeating: [], count: customers.count)
        for purchase in company.purchases {
            let time = zone.instant(day: Int64(purchase.day), second: 0)
            let currency = company.currencies[Int(purchase.currency)]
            guard let minor = rates.convert(purchase.amount, currency, to: revenue.base, at: time) else {
                throw rates.missing(currency, base: revenue.base, what: "purchases")
            }
            purchases[Int(purchase.customer)].append(
                Purchase(time: time, amount: Double(minor) / Double(revenue.base.scale))
            )
        }
        let touches = company.touches.map { (customer: Int($0.customer), time: $0.time) }
        let instants =
            contracts.items.flatMap { [$0.start, $0.end] } + uses.map(\.time) + purchases.joined().map(\.time)
            + touches.map(\.time) + records.answers.map(\.time)
        let now = Int64(time(nil))
        let known = instants.filter { $0 <= now }
        let first = zone.month(of: known.min() ?? now)
        self.init(
            months: MonthGrid(from: first, through: until ?? zone.month(of: known.max() ?? now), zone: zone)
        )
        self.zone = zone
        ids = customers.map(\.id)
        country = customers.map { countries.index(of: $0.country) }
        channel = customers.map { channels.index(of: $0.channel) }
        (self.countries, self.channels, self.plans) = (countries.names, channels.names, plans.names)
        self.contracts = contracts
        if records.hasUses { self.uses = grouped(uses) }
        if !company.purchases.isEmpty { self.purchases = Grouped(purchases.map { $0.sorted { $0.time < $1.time } }) }
        if !touches.isEmpty { self.touches = grouped(touches) }
        if !records.answers.isEmpty {
            var groups = [[Answer]](repeating: [], count: customers.count)
            for answer in records.answers {
                guard let place = places[answer.customer] else { continue }
                groups[place].append(Answer(time: answer.time, score: answer.score))
            }
            answers = Grouped(groups.map { $0.sorted { $0.time < $1.time } })
        }
        contractColumns = zip(kept, further).map { Column(name: records.termColumns[$0], levels: $1.names) }
        addCustomerColumns(records, excluded)
    }

    private mutating func addCustomerColumns(_ records: CompanyRecords, _ excluded: Set<String>) {
        let kept = records.customerColumns.indices.filter { !excluded.contains(records.customerColumns[$0]) }
        var levels = [Levels](repeating: Levels(), count: kept.count)
        customerValues = ids.map { id in
            let values = records.customers[id]
            return kept.indices.map { levels[$0].index(of: values?[kept[$0]]) }
        }
        customerColumns = zip(kept, levels).map { Column(name: records.customerColumns[$0], levels: $1.names) }
    }
}

/// The distinct values of a column, in the order of their first appearance.
private struct Levels {
    private(set) var names: [String] = []
    private var places: [String: Int32] = [:]

    /// Index of a value, which is added if new; -1 for nil.
    mutating func index(of name: String?) -> Int32 {
        guard let name else { return -1 }
        if let place = places[name] { return place }
        let place = Int32(names.count)
        places[name] = place
        names.append(name)
        return place
    }
}
