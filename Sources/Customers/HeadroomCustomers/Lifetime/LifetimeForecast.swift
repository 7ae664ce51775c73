import Glibc

/// An expected quantity with its 95 % interval, which covers the uncertainty of the parameters only.
package struct ExpectedAmount: Codable, Equatable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    package static func / (left: ExpectedAmount, right: Double) -> ExpectedAmount {
        ExpectedAmount(value: left.value / right, low: left.low / right, high: left.high / right)
    }

    /// Interval symmetric in the logarithm, by the delta method.
    init(value: Double, logError: Double) {
        let factor = exp(LikelihoodFit.quantile * logError)
        self.init(value: value, low: value / factor, high: value * factor)
    }

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// Time over which a lifetime value is summed.
package struct LifetimeHorizon: Sendable {
    package var months: Int
    /// Length of a month in the time unit of the histories.
    package var month: Double
    /// Discount rate per month; purchases within a month are discounted as if at its end.
    package var discount: Double

    package init(months: Int, month: Double, discount: Double) {
        self.months = months
        self.month = month
        self.discount = discount
    }

    /// Expected purchases of a customer, each discounted.
    func purchases(_ model: some PurchaseModel, _ history: PurchaseHistory) -> Double {
        if discount == 0 { return model.expectedPurchases(history, within: Double(months) * month) }
        var (before, factor, sum) = (0.0, 1.0, 0.0)
        for number in 1...max(1, months) where number <= months {
            let until = model.expectedPurchases(history, within: Double(number) * month)
            factor /= 1 + discount
            sum += (until - before) * factor
            before = until
        }
        return sum
    }
}

/// Expected purchases and gross profit of customers.
package enum LifetimeForecast {
    /// Expected purchases of all customers.
    package static func purchases<Model: PurchaseModel>(
        _: Model.Type,
        _ fit: LikelihoodFit,
        _ histories: [PurchaseHistory],
        within time: Double
    ) -> ExpectedAmount {
        func sum(_ parameters: [Double]) -> Double {
            let model = Model(parameters)
            return histories.reduce(0) { $0 + $1.customers * model.expectedPurchases($1, within: time) }
        }
        return ExpectedAmount(
            value: sum(fit.parameters),
            logError: fit.standardError { log(sum($0)) }
        )
    }

    /// Gross profit of all customers, in the unit of the purchase values; nil where the values have no mean.
    package static func value<Model: PurchaseModel>(
        _: Model.Type,
        _ fit: LikelihoodFit,
        values: LikelihoodFit,
        _ histories: [PurchaseHistory],
        _ horizon: LifetimeHorizon,
        grossMargin: Double
    ) -> ExpectedAmount? {
        func each(_ parameters: [Double]) -> [Double] {
            let model = Model(parameters)
            return histories.map { horizon.purchases(model, $0) }
        }
        func amounts(_ parameters: [Double]) -> [Double?] {
            let model = GammaGamma(parameters)
            return histories.map(model.sumOfExpectedValues)
        }
        let (purchases, means) = (each(fit.parameters), amounts(values.parameters))
        guard means.allSatisfy({ $0 != nil }) else { return nil }
        func total(_ purchases: [Double], _ means: [Double?]) -> Double {
            zip(purchases, means).reduce(0) { $0 + $1.0 * ($1.1 ?? .nan) } * grossMargin
        }
        // The two fits use different data and are independent.
        let errors = [
            fit.standardError { log(total(each($0), means)) },
            values.standardError { log(total(purchases, amounts($0))) },
        ]
        let error = errors.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard error.isFinite else { return nil }
        return ExpectedAmount(value: total(purchases, means), logError: error)
    }

    /// Gross profit of the customers with an active subscription, in minor units; nil where there is none.
    package static func value(
        _ fit: LikelihoodFit,
        _ paying: [(tenure: Int, customers: Int, monthly: Int64)],
        months: Int,
        discount: Double,
        grossMargin: Double
    ) -> ExpectedAmount? {
        guard !paying.isEmpty else { return nil }
        func total(_ parameters: [Double]) -> Double {
            let model = ShiftedBetaGeometric(parameters)
            return paying.reduce(0) {
                $0 + Double($1.monthly) * model.expectedPeriods(after: $1.tenure, next: months, discount: discount)
            } * grossMargin
        }
        return ExpectedAmount(value: total(fit.parameters), logError: fit.standardError { log(total($0)) })
    }
}
