/// Reads transactions.csv (`customer_id, date, amount, currency`, and optionally `transaction_id`), or the parts of an
/// export.
struct TransactionReader {
    private let files: CompanyFiles
    private let zone: TimeZoneRule
    /// Quality of each part, in the order of the parts.
    private var qualities: [DataQuality.File]
    /// Index of the part that is read.
    private var part = 0
    private var rows: [Transaction] = []
    private var knowsRefunds = false
    /// `transaction_id` of the previous row.
    private var previousID: String?
    /// Fingerprints of the rows by transaction_id.
    private var earlier: [String: Int] = [:]

    init(files: CompanyFiles, zone: TimeZoneRule) {
        self.files = files
        self.zone = zone
        qualities = files.parts(of: .transactions).map { DataQuality.File(name: $0) }
    }

    /// Adds the transactions and the purchases to a company.
    ///
    /// - Returns: the quality of each part.
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func read(into company: inout Company) throws(CustomersError) -> [DataQuality.File] {
        let listsCustomers = company.customers.contains(where: \.isListed)
        for (index, name) in files.parts(of: .transactions).enumerated() {
            part = index
            let opened = try files.open(.transactions, part: name)
            let (reader, columns) = (opened.reader, opened.columns)
            qualities[part].columns = columns.guessed
            knowsRefunds = knowsRefunds || columns.place("amount_refunded") != nil
            while try reader.next() {
                qualities[part].rowsRead += 1
                if let problem = add(reader.row, columns, listsCustomers, &company) {
                    note(problem, row: reader.row.number)
                } else {
                    qualities[part].rowsUsed += 1
                }
            }
        }
        company.purchases = merged()
        company.transactions = rows
        company.transactionFiles = qualities.map(\.name)
        company.knowsRefunds = knowsRefunds
        return qualities
    }

    private mutating func note(_ reason: DataQuality.Reason, row: Int) { qualities[part].note(reason, row: row) }

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
            note(remark, row: row.number)
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
        guard Timestamp.isPlausible(time) else { return .implausibleTime }
        guard let number = DecimalNumber(text),
            let (full, amount) = Self.net(number, row, columns, digits: currency.digits)
        else { return .badAmount }
        guard abs(amount) <= Currency.mostOfRow, abs(full) <= Currency.mostOfRow else { return .largeAmount }
        // Without an id, equal rows are separate purchases.
        if let id {
            if let known = earlier[id] { return known == row.fingerprint ? .duplicate : .conflict }
            earlier[id] = row.fingerprint
        }
        if number.hasMoreDigits(than: currency.digits) { note(.moreDigitsThanCurrency, row: row.number) }
        if amount == 0 { note(number.mantissa == 0 ? .noValue : .refunded, row: row.number) }
        if listsCustomers, !company.knows(customer: customer) { note(.unknownCustomer, row: row.number) }
        rows.append(
            Transaction(
                customer: company.place(ofCustomer: customer),
                day: day,
                second: Int32(time - zone.instant(day: Int64(day), second: 0)),
                amount: amount,
                refunded: full - amount,
                currency: company.place(of: currency),
                file: UInt16(clamping: part),
                row: Int32(clamping: row.number)
            )
        )
        knowsRefunds = knowsRefunds || amount < 0
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

    /// Amount without tax, in full and times the share that was not refunded, in minor units; nil where a value is not a
    /// number.
    private static func net(
        _ amount: DecimalNumber,
        _ row: CSVRow,
        _ columns: Columns,
        digits: Int
    ) -> (full: Int64, kept: Int64)? {
        let gross = Fraction(amount)
        var net = gross
        if let text = columns.value("tax_included", of: row) {
            guard let tax = DecimalNumber(text), let rest = net.subtracting(Fraction(tax)) else { return nil }
            net = rest
        }
        guard let full = net.rounded(digits: digits) else { return nil }
        guard let text = columns.value("amount_refunded", of: row)?.lowercased(), amount.mantissa != 0,
            !["false", "no", "n"].contains(text)
        else { return (full, full) }
        if ["true", "yes", "y", "refunded"].contains(text) { return (full, 0) }
        guard let refunded = DecimalNumber(text), refunded.mantissa >= 0 else { return nil }
        if refunded.mantissa == 0 || amount.mantissa < 0 { return (full, full) }
        guard let kept = gross.subtracting(Fraction(refunded)), kept.numerator > 0 else { return (full, 0) }
        if columns.value("tax_included", of: row) == nil { return kept.rounded(digits: digits).map { (full, $0) } }
        let share = Fraction(
            numerator: kept.numerator * gross.denominator,
            denominator: kept.denominator * gross.numerator
        )
        return net.multiplied(by: share)?.rounded(digits: digits).map { (full, $0) }
    }

    /// Merges the purchases of each customer, day and currency, and sorts the rows by these.
    private mutating func merged() -> [Purchase] {
        rows.sort {
            ($0.customer, $0.day, $0.currency, $0.file, $0.row) < ($1.customer, $1.day, $1.currency, $1.file, $1.row)
        }
        var purchases: [Purchase] = []
        var (alone, undone): ([Transaction], [Transaction]) = ([], [])
        var start = rows.startIndex
        while start < rows.endIndex {
            let range = Transaction.group(in: rows, from: start)
            let (first, group) = (rows[start], rows[range])
            let refunds = group.filter { $0.amount < 0 }
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
            start = range.upperBound
        }
        for (reason, refunds) in [(DataQuality.Reason.refundAlone, alone), (.refunded, undone)] {
            for refund in refunds.sorted(by: { ($0.file, $0.row) < ($1.file, $1.row) }) {
                part = Int(refund.file)
                note(reason, row: Int(refund.row))
            }
        }
        return purchases
    }
}
