package import HeadroomSchema

/// A probability model in the document: its fit, or why there is none, and what follows for the next 12 months.
package struct LifetimeModel: Codable, Equatable, Sendable {
    package var name: String
    /// Customers that it is fitted to.
    package var customers: Int
    /// Unit of the parameters with a time: `day` or `month`; null where there is none.
    @Nullable package var timeUnit: String?
    @Nullable package var fit: Fit?
    /// Why it could not be fitted.
    @Nullable package var reason: String?
    @Nullable package var nextYear: NextYear?

    package struct Fit: Codable, Equatable, Sendable {
        package var logLikelihood: Double
        package var parameters: [Parameter]
    }

    package struct Parameter: Codable, Equatable, Sendable {
        package var name: String
        package var value: Double
        package var standardError: Double
        /// Interval of 95 %.
        package var low: Double
        package var high: Double
    }

    /// Expected of the customers that there are, with intervals of 95 % of the expectation.
    package struct NextYear: Codable, Equatable, Sendable {
        /// The last day of the data, as `2025-06-30`.
        package var after: String
        package var months: Int
        /// Rate of discount of a year.
        package var discount: Double
        package var customers: Int
        /// Days with a purchase.
        @Nullable package var purchases: ExpectedAmount?
        /// Gross profit.
        @Nullable package var total: Amounts?
        /// Gross profit of a customer.
        @Nullable package var mean: Amounts?
        /// Why there is no gross profit.
        @Nullable package var reason: String?
    }

    /// Amounts in major units.
    package struct Amounts: Codable, Equatable, Sendable {
        package var value: String
        package var low: String
        package var high: String
    }
}

extension LifetimeModel.Fit {
    init(_ fit: LikelihoodFit) {
        logLikelihood = fit.logLikelihood
        parameters = fit.names.indices.map { index in
            let interval = fit.interval(index)
            return LifetimeModel.Parameter(
                name: fit.names[index],
                value: fit.parameters[index],
                standardError: fit.standardErrors[index],
                low: interval.lowerBound,
                high: interval.upperBound
            )
        }
    }
}

extension LifetimeModel.Amounts {
    /// - Parameter expectation: in minor units.
    /// - Returns: nil where an amount is too large to write.
    init?(_ expectation: ExpectedAmount, _ currency: Currency) {
        let texts = [expectation.value, expectation.low, expectation.high].compactMap { value in
            Int64(exactly: value.rounded()).map(currency.text)
        }
        guard texts.count == 3 else { return nil }
        self.init(value: texts[0], low: texts[1], high: texts[2])
    }
}
