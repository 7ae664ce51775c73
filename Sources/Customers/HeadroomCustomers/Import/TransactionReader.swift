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
    /// `transaction_id` of the previous row.
    private var previousID: String?
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
        let opened = try files.open(.transactions)
        let (reader, columns) = (opened.reader, opened.columns)
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
        let id = columns.value("transaction_id", of: row)
        defer { previousID = id }
        if let remark = Self.remark(row, columns, isFurther: id != nil && id == previousID, files) {
            file.note(remark, row: row.number)
            return nil
        }
        guard !columns.isRounded("customer_id", "transaction_id", of: row) else { return .roundedID }
        guard let customer = columns.value("customer_id", of: row), let date = columns.value("date", of: row),
            let text = columns.value("amount", of: row), let code = columns.value("currency", of: row)
        else { return .missingValue }
        guard let currency = Currency(code) else { return .badCurrency }
        guard let time = Timestamp.seconds(date, zone: columns.zone(of: "date", zone)),
            let day = Int32(exactly: zone.day(of: time))
        else {
            return .badTime
        }
        guard let number = DecimalNumber(text),
            let amount = Self.net(number, row, columns, digits: currency.digits)
        else { return .badAmount }
        guard abs(amount) <= Currency.mostOfRow else { return .largeAmount }
        // Without an id, equal rows are separate purchases.
        if let id {
            if let known = earlier[id] { return known == row.fingerprint ? .duplicate : .conflict }
            earlier[id] = row.fingerprint
        }
        if number.hasMoreDigits(than: currency.digits) { file.note(.moreDigitsThanCurrency, row: row.number) }
        if amount == 0 { file.note(number.mantissa == 0 ? .noValue : .refunded, row: row.number) }
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

    /// Reason why a valid row is not a purchase; nil where it may be one.
    private static func remark(
        _ row: CSVRow,
        _ columns: Columns,
        isFurther: Bool,
        _ files: CompanyFiles
    ) -> DataQuality.Reason? {
        let hasValue = columns.value("amount", of: row) != nil || columns.value("date", of: row) != nil
        if isFurther, !hasValue { return .furtherLine }
        if let status = columns.value("payment_status", of: row)?.lowercased(),
            unpaid.contains(String(status.map { $0.isLetter ? $0 : "_" }))
        {
            return .notPaid
        }
        if columns.value("invoice_type", of: row)?.lowercased().hasPrefix("subscription") == true,
            files.has(.subscriptions)
        {
            return .partOfSubscription
        }
        return nil
    }

    /// States of Stripe's payments and Shopify's orders in which nothing was paid, with `_` for spaces.
    private static let unpaid: Set<String> = [
        "failed", "canceled", "cancelled", "incomplete", "pending", "voided", "void", "expired", "authorized", "unpaid",
        "uncaptured", "blocked", "draft", "open", "uncollectible", "processing", "requires_action", "requires_capture",
        "requires_confirmation", "requires_payment_method",
    ]

    /// Amount without tax, times the share that was not refunded, in minor units; nil where a value is not a number.
    private static func net(_ amount: DecimalNumber, _ row: CSVRow, _ columns: Columns, digits: Int) -> Int64? {
        let gross = Fraction(amount)
        var net = gross
        if let text = columns.value("tax_included", of: row) {
            guard let tax = DecimalNumber(text), let rest = net.subtracting(Fraction(tax)) else { return nil }
            net = rest
        }
        guard let text = columns.value("amount_refunded", of: row)?.lowercased(), amount.mantissa != 0,
            !["false", "no", "n"].contains(text)
        else { return net.rounded(digits: digits) }
        if ["true", "yes", "y", "refunded"].contains(text) { return 0 }
        guard let refunded = DecimalNumber(text), refunded.mantissa >= 0 else { return nil }
        if refunded.mantissa == 0 || amount.mantissa < 0 { return net.rounded(digits: digits) }
        guard let kept = gross.subtracting(Fraction(refunded)), kept.numerator > 0 else { return 0 }
        if columns.value("tax_included", of: row) == nil { return kept.rounded(digits: digits) }
        let share = Fraction(
            numerator: kept.numerator * gross.denominator,
            denominator: kept.denominator * gross.numerator
        )
        return net.multiplied(by: share)?.rounded(digits: digits)
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
