package import HeadroomCustomers

/// Data of a company's customers, with the time of every entry.
package struct CustomerLedger: Sendable {
    /// A period of a subscription at one price; features of earlier instants must not use its end.
    package struct Contract: Sendable {
        /// In seconds since 1970 in UTC; `.max` as the end of an active contract.
        package var start: Int64
        package var end: Int64
        /// Monthly recurring revenue in major units.
        package var monthly: Double
        /// Index in ``plans``; -1 without a plan.
        package var plan: Int32
        /// Length of the billing interval in months.
        package var months: Double
        package var quantity: Double
        /// Indices in the levels of ``contractColumns``; -1 where a field is empty.
        package var further: [Int32] = []
    }

    /// An answer to a survey.
    package struct Answer: Sendable {
        package var time: Int64
        package var score: Double

        package init(time: Int64, score: Double) { (self.time, self.score) = (time, score) }
    }

    /// The purchases of a customer on one day.
    package struct Purchase: Sendable {
        package var time: Int64
        /// In major units.
        package var amount: Double

        package init(time: Int64, amount: Double) { (self.time, self.amount) = (time, amount) }
    }

    /// A further column of customers.csv or subscriptions.csv, with its distinct values.
    package struct Column: Sendable {
        package var name: String
        package var levels: [String]

        package init(name: String, levels: [String]) { (self.name, self.levels) = (name, levels) }
    }

    /// `simulated company (20000 customers, seed 1)`, or the folder of the files.
    package var source = ""
    package var isSimulated = false
    /// Names of features that are left out.
    package var excluded: Set<String> = []
    /// Columns that describe the state at the export, which are not read.
    package var leftOut: [String] = []
    /// Rows of the files that could not be used.
    package var rowsSetAside = 0
    package var zone = TimeZoneRule.utc
    /// The months of the data.
    package var months: MonthGrid

    package var ids: [String] = []
    /// Indices in ``countries`` and ``channels``; -1 where the value is missing.
    package var country: [Int32] = []
    package var channel: [Int32] = []
    package var countries: [String] = []
    package var channels: [String] = []
    package var plans: [String] = []

    package var contracts = Grouped<Contract>()
    /// Times of uses and of touches, purchases and answers, in ascending order; nil where the company has no such file.
    package var uses: Grouped<Int64>?
    package var touches: Grouped<Int64>?
    package var purchases: Grouped<Purchase>?
    package var answers: Grouped<Answer>?

    package var contractColumns: [Column] = []
    package var customerColumns: [Column] = []
    /// Values of ``customerColumns`` by customer; -1 where a field is empty.
    package var customerValues: [[Int32]] = []

    package init(months: MonthGrid) { self.months = months }

    package var customerCount: Int { ids.count }

    /// Monthly recurring revenue of a customer at an instant, in major units.
    package func revenue(of customer: Int, at instant: Int64) -> Double {
        contracts[customer].reduce(0) { $1.start < instant && instant <= $1.end ? $0 + $1.monthly : $0 }
    }

    /// Whether a customer has recurring revenue at an instant.
    package func isPaying(_ customer: Int, at instant: Int64) -> Bool {
        contracts[customer].contains { $0.start < instant && instant <= $0.end }
    }
}

/// Lists of elements by customer, stored in one array.
package struct Grouped<Element: Sendable>: Sendable {
    package private(set) var items: [Element] = []
    private var begins: [Int] = [0]

    package init() {}

    /// - Parameter groups: the elements of each customer.
    package init(_ groups: [[Element]]) {
        items.reserveCapacity(groups.reduce(0) { $0 + $1.count })
        for group in groups { append(group) }
    }

    /// Adds the elements of the next customer.
    package mutating func append(_ group: some Sequence<Element>) {
        items.append(contentsOf: group)
        begins.append(items.count)
    }

    package subscript(customer: Int) -> ArraySlice<Element> { items[begins[customer]..<begins[customer + 1]] }

    /// Groups with each element replaced by the result of a function.
    package func map<Other>(_ change: (Element) -> Other) -> Grouped<Other> {
        var mapped = Grouped<Other>()
        (mapped.items, mapped.begins) = (items.map(change), begins)
        return mapped
    }
}

extension ArraySlice<Int64> {
    /// Number of times before an instant; the times are in ascending order.
    package func count(before instant: Int64) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < instant { low = middle + 1 } else { high = middle }
        }
        return low - startIndex
    }
}
