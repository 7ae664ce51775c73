import HeadroomFormat

/// Section of the report on the lifetime value models, as text.
struct LifetimeSection {
    let models: [LifetimeModel]
    let currency: String

    /// Forecasts for the next 12 months, a row for each fitted model.
    var table: (head: [String], body: [[String]]) {
        (
            ["model", "customers", "purchases", "gross profit", "interval of 95 %", "of a customer"],
            models.compactMap { model in
                guard let next = model.nextYear else { return nil }
                return [
                    model.name, Format.count(next.customers), next.purchases.map { Format.rate($0.value) } ?? "–",
                    next.total.map { CustomersTable.grouped($0.value) } ?? "–",
                    next.total.map {
                        "\(CustomersTable.grouped($0.low)) to \(CustomersTable.grouped($0.high))"
                    } ?? "–",
                    next.mean.map { CustomersTable.grouped($0.value) } ?? "–",
                ]
            }
        )
    }

    var heading: String? {
        guard let next = models.lazy.compactMap(\.nextYear).first else { return nil }
        let discount = next.discount == 0 ? "not discounted" : "discounted at \(Format.percent(next.discount)) a year"
        return "Expected of the customers that there are in the \(next.months) months after "
            + models.compactMap { model in model.nextYear?.after }.reduce(into: [String]()) { days, day in
                if !days.contains(day) { days.append(day) }
            }.joined(separator: " (purchases) and ")
            + " (\(currency), \(discount)); intervals are those of the parameters:"
    }

    /// One sentence for each model: its parameters with standard errors, or the reason there are none.
    var sentences: [String] {
        models.flatMap { model -> [String] in
            guard let fit = model.fit else { return ["\(model.name) was not fitted: \(model.reason ?? "")."] }
            let parameters = fit.parameters.map {
                "\($0.name) \(Format.significant($0.value)) ± \(Format.significant($0.standardError, digits: 2))"
            }
            let unit = model.timeUnit.map { " (times in \($0)s)" } ?? ""
            let sentence =
                "\(model.name)\(unit), \(Format.count(model.customers)) customers: \(parameters.joined(separator: ", ")); "
                + "log-likelihood \(Format.fixed(fit.logLikelihood, decimals: 1))."
            return [sentence] + (model.nextYear?.reason.map { ["\(model.name) gives no gross profit: \($0)."] } ?? [])
        }
    }
}

extension CustomersDocument {
    /// Last month of the bridge, or last day of the purchases where there is no bridge.
    var lastDay: String {
        months.last?.month ?? lifetimeValue?.models?.lazy.compactMap(\.nextYear).first?.after ?? "–"
    }
}
