import HeadroomFormat

/// Section on lifetime value: the simple value, and the forecasts of the probability models.
struct LifetimeSection {
    let value: CustomersDocument.LifetimeValue
    let currency: String

    private var models: [LifetimeModel] { value.models ?? [] }

    var section: ReportSection {
        var blocks: [ReportSection.Block] = value.months > 0 ? [.paragraph(sentence)] : []
        if let heading { blocks += [.paragraph(heading), .table(table)] }
        return ReportSection("Lifetime value", blocks + [.list(sentences)])
    }

    /// Forecasts for the next 12 months, a row for each fitted model.
    private var table: ReportSection.Table {
        (
            ["model", "customers", "purchases", "gross profit", "95 % interval", "per customer"],
            models.compactMap { model in
                guard let next = model.nextYear else { return nil }
                return [
                    model.name, Format.count(next.customers), next.purchases.map { Format.rate($0.value) } ?? "–",
                    next.total.map { FigureText.grouped($0.value) } ?? "–",
                    next.total.map {
                        "\(FigureText.grouped($0.low)) to \(FigureText.grouped($0.high))"
                    } ?? "–",
                    next.mean.map { FigureText.grouped($0.value) } ?? "–",
                ]
            }
        )
    }

    private var heading: String? {
        guard let next = models.lazy.compactMap(\.nextYear).first else { return nil }
        let discount = next.discount == 0 ? "not discounted" : "discounted at \(Format.percent(next.discount)) a year"
        return "Expected from the existing customers in the \(next.months) months after "
            + models.compactMap { model in model.nextYear?.after }.reduce(into: [String]()) { days, day in
                if !days.contains(day) { days.append(day) }
            }.joined(separator: " (purchases) and ")
            + " (\(currency), \(discount)); intervals cover the uncertainty of the parameters:"
    }

    /// One sentence for each model: its parameters with standard errors, or the reason why it was not fitted.
    private var sentences: [String] {
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

    /// The simple lifetime value.
    private var sentence: String {
        guard let churn = value.churn else { return "Undefined: no month began with a customer." }
        let margin =
            value.grossMargin == 1
            ? "without a margin (--gross-margin)" : "at a margin of \(Format.percent(value.grossMargin))"
        guard let amount = value.value else {
            return "Undefined: no customer was lost in the last \(value.months) months."
        }
        var text =
            "\(FigureText.grouped(amount)) \(currency) for a customer, \(margin), at a churn of \(Format.percent(churn)) a "
            + "month over \(value.months) months."
        if let ratio = value.overCost { text += " That is \(Format.fixed(ratio, decimals: 1)) times the loaded cost" }
        if let payback = value.paybackMonths {
            text += ", which is paid back in \(Format.fixed(payback, decimals: 1)) months"
        }
        return text + (value.overCost == nil && value.paybackMonths == nil ? "" : ".")
    }
}
