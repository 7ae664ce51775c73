/// Converts figures to parts of the document, with amounts as texts.
struct DocumentAmounts {
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
