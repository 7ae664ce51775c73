package import HeadroomSchema

/// Price of one hour of a machine.
package struct Price: Codable, Equatable, Sendable {
    package var perHour: Double
    /// Currency, as in `$` or `EUR`; null where none was given.
    @Nullable package var currency: String?

    package init(perHour: Double, currency: String?) {
        self.perHour = perHour
        self.currency = currency
    }

    package func amount(seconds: Double) -> Double { perHour * seconds / 3600 }
}

extension SweepDocument {
    /// A copy of the document with prices, by the time that each part took.
    package func priced(at price: Price) -> SweepDocument {
        var document = self
        document.price = price
        for index in trials.indices { document.trials[index].price = price.amount(seconds: trials[index].wallSeconds) }
        for index in points.indices {
            let rate = points[index].samplesPerSecond.value
            document.points[index].pricePerMillionSamples = rate > 0 ? price.amount(seconds: 1e6 / rate) : nil
        }
        for index in candidates.indices {
            document.candidates[index].price = candidates[index].seconds.map { price.amount(seconds: $0) }
        }
        return document
    }
}
