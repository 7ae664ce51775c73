package import HeadroomSchema

/// A probability model in the document: its fit or the reason there is none, and the forecast for the next 12 months.
package struct LifetimeModel: Codable, Equatable, Sendable {
    package var name: String
    /// Customers in the fit.
    package var customers: Int
    /// Time unit of the parameters: `day` or `month`; null where no parameter has one.
    @Nullable package var timeUnit: String?
    @Nullable package var fit: Fit?
    /// Reason why the fit failed; null where it succeeded.
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
        /// Ends of the 95 % interval.
        package var low: Double
        package var high: Double
    }

    /// Forecast for the existing customers, with 95 % intervals of the expectation.
    package struct NextYear: Codable, Equatable, Sendable {
        /// The last day of the data, as `2025-06-30`.
        package var after: String
        package var months: Int
        /// Discount rate per year.
        package var discount: Double
        package var customers: Int
        /// Expected days with a purchase.
        @Nullable package var purchases: ExpectedAmount?
        /// Gross profit.
        @Nullable package var total: Amounts?
        /// Gross profit per customer.
        @Nullable package var mean: Amounts?
        /// Reason why there is no gross profit.
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
    /// - Returns: nil where an amount does not fit the integer type.
    init?(_ expectation: ExpectedAmount, _ currency: Currency) {
        let texts = [expectation.value, expectation.low, expectation.high].compactMap { value in
            Int64(exactly: value.rounded()).map(currency.text)
        }
        guard texts.count == 3 else { return nil }
        self.init(value: texts[0], low: texts[1], high: texts[2])
    }
}
