/// A customer's consent to surveys, given or refused at a time.
package struct Consent: Sendable {
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    package var isGiven: Bool
    /// In seconds since 1970 in UTC; `.min` where it is unknown.
    package var changed: Int64

    /// Parses a consent; nil where the text is neither yes nor no.
    static func parse(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "y", "t", "1", "granted", "given", "opt-in", "opted in", "subscribed": true
        case "false", "no", "n", "f", "0", "withdrawn", "revoked", "opt-out", "opted out", "unsubscribed", "denied":
            false
        default: nil
        }
    }
}

extension Company {
    /// Reads consent.csv (`customer_id, consent, changed_at`) and the column `consent` of customers.csv, as far as they
    /// exist.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readConsents(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        try readConsents(files, .customers, zone: zone)
        try readConsents(files, .consent, zone: zone)
    }

    private mutating func readConsents(
        _ files: CompanyFiles,
        _ table: Table,
        zone: TimeZoneRule
    ) throws(CustomersError) {
        guard files.has(table) else { return }
        let (isOwnFile, name) = (table == .consent, files.name(of: table))
        let opened = try files.open(table)
        let (reader, columns) = (opened.reader, opened.columns)
        guard columns.place("consent") != nil else { return }
        var file = DataQuality.File(name: name)
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let id = columns.value("customer_id", of: row), let text = columns.value("consent", of: row) else {
                if isOwnFile { file.note(.missingValue, row: row.number) }
                continue
            }
            let changedText = isOwnFile ? columns.value("changed_at", of: row) : nil
            let changed = changedText.flatMap { Timestamp.seconds($0, zone: zone) }
            guard changedText == nil || changed != nil else {
                file.note(.badTime, row: row.number)
                continue
            }
            guard let isGiven = Consent.parse(text) else {
                file.note(.badConsent, row: row.number)
                continue
            }
            consents.append(Consent(customer: place(ofCustomer: id), isGiven: isGiven, changed: changed ?? .min))
            file.rowsUsed += 1
        }
        if isOwnFile || !file.remarks.isEmpty { quality.files.append(file) }
    }
}
