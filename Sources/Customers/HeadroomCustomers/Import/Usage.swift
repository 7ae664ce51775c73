/// Times at which each customer used the product.
package struct Usage: Sendable {
    /// Times of all events in seconds since 1970 in UTC, sorted by customer and time.
    private var times: [Int64] = []
    /// Index of the first event of each customer, followed by the number of events.
    private var begins: [Int] = [0]

    package init() {}

    /// - Parameter events: events in any order, with indices in ``Company/customers``.
    package init(_ events: [(customer: Int32, time: Int64)]) {
        let customers = events.reduce(0) { max($0, Int($1.customer) + 1) }
        begins = [Int](repeating: 0, count: customers + 1)
        for event in events { begins[Int(event.customer) + 1] += 1 }
        for index in begins.indices.dropFirst() { begins[index] += begins[index - 1] }
        var next = begins
        times = [Int64](repeating: 0, count: events.count)
        for event in events {
            times[next[Int(event.customer)]] = event.time
            next[Int(event.customer)] += 1
        }
        for customer in 0..<customers { times[begins[customer]..<begins[customer + 1]].sort() }
    }

    package var isEmpty: Bool { times.isEmpty }

    /// Time of the last event that is not after an instant; nil without one.
    func last(through instant: Int64) -> Int64? { times.lazy.filter { $0 <= instant }.max() }

    /// Sorted times of a customer's events, by index in ``Company/customers``.
    package subscript(customer: Int) -> ArraySlice<Int64> {
        customer < begins.count - 1 ? times[begins[customer]..<begins[customer + 1]] : []
    }

    /// Number of a customer's events in a range of time.
    package func count(customer: Int, in range: Range<Int64>) -> Int {
        let times = self[customer]
        return Self.place(of: range.upperBound, in: times) - Self.place(of: range.lowerBound, in: times)
    }

    /// Index of the first time that is not before an instant.
    private static func place(of instant: Int64, in times: ArraySlice<Int64>) -> Int {
        var (low, high) = (times.startIndex, times.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Company {
    /// Reads usage.csv (`customer_id, time`, and optionally `event`) of a folder; reads no usage where the file is
    /// missing.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readUsage(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.usage) else { return }
        var file = DataQuality.File(name: files.name(of: .usage))
        let opened = try files.open(.usage)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        let listsCustomers = customers.contains(where: \.isListed)
        var events: [(customer: Int32, time: Int64)] = []
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let id = columns.value("customer_id", of: row), let text = columns.value("time", of: row) else {
                file.note(.missingValue, row: row.number)
                continue
            }
            guard !columns.isRounded("customer_id", of: row) else {
                file.note(.roundedID, row: row.number)
                continue
            }
            guard let time = Timestamp.seconds(text, zone: zone) else {
                file.note(.badTime, row: row.number)
                continue
            }
            let customer = place(ofCustomer: id)
            if listsCustomers, !customers[Int(customer)].isListed { file.note(.unknownCustomer, row: row.number) }
            events.append((customer, time))
            file.rowsUsed += 1
        }
        if file.mayBeTruncated { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        usage = Usage(events)
        quality.files.append(file)
    }
}
