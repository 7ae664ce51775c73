/// Data of a company's files other than its revenue: the terms of each subscription, uses of the product, survey answers,
/// and further columns.
package struct CompanyRecords: Sendable {
    /// The terms of a row of subscriptions.csv.
    package struct Terms: Sendable {
        package var plan: String?
        /// Length of the billing interval in months; a fraction for days and weeks.
        package var months: Double
        package var quantity: Double
        /// Values of the further columns; nil where a field is empty.
        package var further: [String?]
    }

    /// A use of the product.
    package struct Use: Sendable {
        package var customer: String
        /// In seconds since 1970 in UTC.
        package var time: Int64
    }

    /// An answer to a survey.
    ///
    /// Earlier answers of a wave are kept, unlike in the report, so that a later answer does not change what was known
    /// before it.
    package struct Answer: Sendable {
        package var customer: String
        /// In seconds since 1970 in UTC; the time of sending where the file has no time of the answer.
        package var time: Int64
        package var score: Double
    }

    /// Terms by row number in subscriptions.csv.
    package private(set) var terms: [Int32: Terms] = [:]
    /// Names of the further columns of subscriptions.csv.
    package private(set) var termColumns: [String] = []
    /// Values of the further columns of customers.csv, by customer.
    package private(set) var customers: [String: [String?]] = [:]
    /// Names of the further columns of customers.csv.
    package private(set) var customerColumns: [String] = []
    /// Columns that are not read, since they describe the state at the export, which was not known earlier.
    package private(set) var leftOut: [String] = []
    /// Rows of usage.csv (`customer_id, time, event`) with a customer and a time.
    package private(set) var uses: [Use] = []
    package private(set) var hasUses = false
    /// Rows of surveys.csv with a customer, a time and a score.
    package private(set) var answers: [Answer] = []

    /// - Throws: ``CustomersError`` where a file cannot be read, or has no column for what is required.
    package init(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        try readTerms(files)
        try readCustomers(files)
        try readUses(files, zone)
        try readAnswers(files, zone)
    }

    private mutating func readTerms(_ files: CompanyFiles) throws(CustomersError) {
        guard files.has(.subscriptions) else { return }
        let opened = try files.open(.subscriptions)
        let (reader, columns) = (opened.reader, opened.columns)
        let further = further(reader, columns, .subscriptions)
        termColumns = further.map { reader.header[$0] }
        while try reader.next() {
            let row = reader.row
            let named = columns.value("interval", of: row).flatMap { BillingInterval.named($0) }
            let count = columns.value("interval_count", of: row).flatMap { Int64($0) } ?? 1
            let rate = (named ?? (.month, 1)).interval.paymentsPerMonth(count: max(1, count * (named?.count ?? 1)))
            terms[Int32(clamping: row.number)] = Terms(
                plan: columns.value("plan", of: row),
                months: Double(rate.denominator) / Double(rate.numerator),
                quantity: columns.value("quantity", of: row).flatMap { Double($0) } ?? 1,
                further: further.map { row.isEmpty($0) ? nil : row[$0] }
            )
        }
    }

    private mutating func readCustomers(_ files: CompanyFiles) throws(CustomersError) {
        guard files.has(.customers) else { return }
        let opened = try files.open(.customers)
        let (reader, columns) = (opened.reader, opened.columns)
        let further = further(reader, columns, .customers)
        customerColumns = further.map { reader.header[$0] }
        guard !further.isEmpty else { return }
        while try reader.next() {
            let row = reader.row
            // The first row of a customer counts, as in the report.
            guard let id = columns.value("customer_id", of: row), customers[id] == nil else { continue }
            customers[id] = further.map { row.isEmpty($0) ? nil : row[$0] }
        }
    }

    private mutating func readUses(_ files: CompanyFiles, _ zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.usage) else { return }
        hasUses = true
        let opened = try files.open(.usage)
        let (reader, columns) = (opened.reader, opened.columns)
        while try reader.next() {
            let row = reader.row
            guard let customer = columns.value("customer_id", of: row),
                let time = columns.value("time", of: row).flatMap({ Timestamp.seconds($0, zone: zone) })
            else { continue }
            uses.append(Use(customer: customer, time: time))
        }
    }

    private mutating func readAnswers(_ files: CompanyFiles, _ zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.surveys) else { return }
        let opened = try files.open(.surveys)
        let (reader, columns) = (opened.reader, opened.columns)
        var earlier: Set<String> = []
        while try reader.next() {
            let row = reader.row
            guard let id = columns.value("response_id", of: row), earlier.insert(id).inserted,
                let customer = columns.value("customer_id", of: row),
                let sent = columns.value("sent_at", of: row).flatMap({ Timestamp.seconds($0, zone: zone) }),
                let score = columns.value("score", of: row).flatMap({ Double($0) }), score.isFinite
            else { continue }
            let answered = columns.value("responded_at", of: row).flatMap { Timestamp.seconds($0, zone: zone) }
            answers.append(Answer(customer: customer, time: answered ?? sent, score: score))
        }
    }

    /// Indices of the columns that are none of a table's, without those of the state at the export.
    private mutating func further(_ reader: CSVReader, _ columns: Columns, _ table: Table) -> [Int] {
        let others = columns.others(of: reader, than: table.required + table.optional)
        leftOut += others.map(\.name).filter(MarkerColumn.describesLaterState)
        return others.filter { !MarkerColumn.describesLaterState($0.name) }.map(\.place)
    }
}
