/// Counts of a campaign, from an export without rows for single e-mails.
package struct CampaignCounts: Sendable {
    package var name: String
    /// In seconds since 1970 in UTC.
    package var sent: Int64
    package var emails: Int
    package var delivered: Int
    package var bounced: Int
    /// Counts of the events whose columns the file has.
    package var events: [(event: EmailRow.Events, count: Int)]
}

extension Company {
    /// Reads email_campaigns.csv of a folder; reads nothing where the file is missing.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readCampaignCounts(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.emailCampaigns) else { return }
        var file = DataQuality.File(name: files.name(of: .emailCampaigns))
        let opened = try files.open(.emailCampaigns)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        var known = Set(campaigns)
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let name = columns.value("campaign", of: row), let sentText = columns.value("sent_at", of: row) else {
                file.note(.missingValue, row: row.number)
                continue
            }
            guard let sent = Timestamp.seconds(sentText, zone: zone) ?? EnglishTimestamp.seconds(sentText, zone: zone)
            else {
                file.note(.badTime, row: row.number)
                continue
            }
            guard let counts = Self.counts(name, sent, row, columns) else {
                file.note(.badCount, row: row.number)
                continue
            }
            guard known.insert(name).inserted else {
                file.note(.duplicate, row: row.number)
                continue
            }
            countedCampaigns.append(counts)
            file.rowsUsed += 1
        }
        quality.files.append(file)
    }

    /// - Returns: nil where a count is not a whole number, or where the counts contradict each other.
    private static func counts(_ name: String, _ sent: Int64, _ row: CSVRow, _ columns: Columns) -> CampaignCounts? {
        func count(_ column: String) -> Int?? {
            guard let text = columns.value(column, of: row) else { return .some(nil) }
            guard let number = DecimalNumber(text)?.rounded(digits: 0), number >= 0 else { return nil }
            return Int(number)
        }
        guard let emails = count("sent") ?? nil, let bounced = count("bounced"), let named = count("delivered") else {
            return nil
        }
        let delivered = named ?? (emails - (bounced ?? 0))
        guard (0...emails).contains(delivered), (0...emails).contains(bounced ?? 0) else { return nil }
        var events: [(event: EmailRow.Events, count: Int)] = []
        for (column, event) in EmailRow.Events.columns {
            guard let value = count(column) else { return nil }
            guard let value else { continue }
            guard value <= delivered else { return nil }
            events.append((event, value))
        }
        return CampaignCounts(
            name: name,
            sent: sent,
            emails: emails,
            delivered: delivered,
            bounced: bounced ?? (emails - delivered),
            events: events
        )
    }
}

extension EmailRow.Events {
    /// Columns of email_campaigns.csv; those of emails.csv end in `_at`.
    static let columns: [(column: String, event: EmailRow.Events)] = [
        ("opened", .opened), ("clicked", .clicked), ("replied", .replied), ("unsubscribed", .unsubscribed),
        ("complained", .complained),
    ]
}
