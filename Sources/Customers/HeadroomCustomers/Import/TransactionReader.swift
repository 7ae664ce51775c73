/// Reads transactions.csv (`customer_id, date, amount, currency`, and optionally `transaction_id`).
struct TransactionReader {
    private struct Row {
        var customer: Int32
        var day: Int32
        var currency: UInt8
        var amount: Int64
        var number: Int32
    }

    private let files: CompanyFiles
    private let zone: TimeZoneRule
    private var file: DataQuality.File
    private var rows: [Row] = []
    /// Fingerprints of the rows by transaction_id.
    private var earlier: [String: Int] = [:]

    init(files: CompanyFiles, zone: TimeZoneRule) {
        self.files = files
        self.zone = zone
        file = DataQuality.File(name: files.name(of: .transactions))
    }

    /// Adds the purchases to a company.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func read(into company: inout Company) throws(CustomersError) -> DataQuality.File {
        let (reader, columns) = try files.open(.transactions)
        file.columns = columns.guessed
        let listsCustomers = company.customers.contains(where: \.isListed)
        while try reader.next() {
            file.rowsRead += 1
            if let problem = add(reader.row, columns, listsCustomers, &company) {
                file.note(problem, row: reader.row.number)
            } else {
                file.rowsUsed += 1
            }
        }
        company.purchases = merged()
        return file
    }

    /// - Returns: the reason why the row cannot be used; nil where it can.
    private mutating func add(
        _ row: CSVRow,
        _ columns: Columns,
        _ listsCustomers: Bool,
        _ company: inout Company
    ) -> DataQuality.Reason? {
        guard let customer = columns.value("customer_id", of: row), let date = columns.value("date", of: row),
            let text = columns.value("amount", of: row), let code = columns.value("currency", of: row)
        else { return .missingValue }
        guard let currency = Currency(code) else { return .badCurrency }
        guard let time = Timestamp.seconds(date, zone: zone), let day = Int32(exactly: zone.day(of: time)) else {
            return .badTime
        }
        guard let number = DecimalNumber(text), let amount = number.rounded(digits: currency.digits) else {
            return .badAmount
        }
        // Without an id, equal rows are separate purchases.
        if let id = columns.value("transaction_id", of: row) {
            if let known = earlier[id] { return known == row.fingerprint ? .duplicate : .conflict }
            earlier[id] = row.fingerprint
        }
        if number.hasMoreDigits(than: currency.digits) { file.note(.moreDigitsThanCurrency, row: row.number) }
        if amount == 0 { file.note(.noValue, row: row.number) }
        if listsCustomers, !company.knows(customer: customer) { file.note(.unknownCustomer, row: row.number) }
        rows.append(
            Row(
                customer: company.place(ofCustomer: customer),
                day: day,
                currency: company.place(of: currency),
                amount: amount,
                number: Int32(clamping: row.number)
            )
        )
        return nil
    }

    /// Merges the purchases of each customer, day and currency; sets refunds without a purchase aside.
    private mutating func merged() -> [Purchase] {
        rows.sort {
            ($0.customer, $0.day, $0.currency, $0.number) < ($1.customer, $1.day, $1.currency, $1.number)
        }
        var purchases: [Purchase] = []
        var (alone, undone): ([Int32], [Int32]) = ([], [])
        var start = rows.startIndex
        while start < rows.endIndex {
            let first = rows[start]
            let end =
                rows[start...].firstIndex {
                    ($0.customer, $0.day, $0.currency) != (first.customer, first.day, first.currency)
                } ?? rows.endIndex
            let group = rows[start..<end]
            let refunds = group.filter { $0.amount < 0 }.map(\.number)
            let amount = group.reduce(0) { $0 &+ $1.amount }
            if !group.contains(where: { $0.amount > 0 }) {
                alone += refunds
            } else if amount > 0 {
                purchases.append(
                    Purchase(customer: first.customer, day: first.day, amount: amount, currency: first.currency)
                )
            } else {
                undone += refunds
            }
            start = end
        }
        for number in alone.sorted() { file.note(.refundAlone, row: Int(number)) }
        for number in undone.sorted() { file.note(.refunded, row: Int(number)) }
        file.rowsUsed -= alone.count
        return purchases
    }
}
