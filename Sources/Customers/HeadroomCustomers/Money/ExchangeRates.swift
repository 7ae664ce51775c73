/// Values of a unit of each currency in the base currency, by the day from which they apply.
package struct ExchangeRates: Sendable {
    private var rates: [Currency: [(from: Int64, rate: DecimalNumber, row: Int)]] = [:]
    /// Sentences on the rows of rates.csv that were set aside, with their numbers.
    var problems: [String] = []

    package init() {}

    /// - Parameter row: row number in rates.csv.
    mutating func add(_ currency: Currency, from time: Int64, rate: DecimalNumber, row: Int) {
        rates[currency, default: []].append((time, rate, row))
    }

    /// Sorts the rates of each currency by time; must be called once, after the last `add`.
    mutating func sort() {
        for currency in rates.keys { rates[currency]?.sort { $0.from < $1.from } }
    }

    /// Rate of a currency at a time; nil before its first rate.
    func rate(of currency: Currency, at time: Int64) -> (from: Int64, rate: DecimalNumber, row: Int)? {
        rates[currency]?.last { $0.from <= time }
    }

    /// First rate of a currency, if it applies by a time.
    func first(of currency: Currency, through time: Int64) -> DecimalNumber? {
        rates[currency]?.first.flatMap { $0.from <= time ? $0.rate : nil }
    }

    /// Time from which the first rate of a currency applies.
    func firstTime(of currency: Currency) -> Int64? { rates[currency]?.first?.from }

    /// Converts an amount to the base currency, rounded half to even; nil where the currency has no rate.
    ///
    /// Before the first rate, the first rate applies.
    package func convert(_ amount: Int64, _ currency: Currency, to base: Currency, at time: Int64) -> Int64? {
        if currency == base { return amount }
        guard let known = rates[currency], let first = known.first else { return nil }
        let rate = known.last { $0.from <= time }?.rate ?? first.rate
        return Fraction(numerator: Int128(amount), denominator: Int128(currency.scale)).multiplied(by: Fraction(rate))?
            .rounded(digits: base.digits)
    }

    /// Hint of an error about a missing exchange rate: to correct the rejected rows, or to add rates.
    func hint(base: Currency) -> String {
        guard problems.isEmpty else {
            return "rows of the file of rates were set aside:\n" + problems.joined(separator: "\n")
        }
        return
            "put rates.csv (date, currency, rate: what one unit is worth in \(base.code)) into the folder, or name "
            + "another base with --currency"
    }

    /// Error on amounts in a currency without a rate.
    ///
    /// - Parameter what: the amounts, in the plural.
    package func missing(_ currency: Currency, base: Currency, what: String) -> CustomersError {
        CustomersError(
            "there are \(what) in \(currency.code), and no rate for it in \(base.code)",
            hint: hint(base: base)
        )
    }
}
