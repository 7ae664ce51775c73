extension Company {
    /// Reads emails.csv of a folder; reads no e-mails where the file is missing.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readEmails(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.emails) else { return }
        var file = DataQuality.File(name: files.name(of: .emails))
        let opened = try files.open(.emails)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        for (column, event) in EmailRow.Events.columns where columns.place("\(column)_at") != nil {
            emailEvents.insert(event)
        }
        let parser = EmailParser(columns: columns, zone: zone)
        let listsCustomers = customers.contains(where: \.isListed)
        var places: [String: Int32] = [:]
        var earlier: [String: Int] = [:]
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            let parsed: EmailParser.Row
            switch parser.parse(row) {
            case .failure(let problem):
                file.note(problem.reason, row: row.number)
                continue
            case .success(let values): parsed = values
            }
            if let known = earlier[parsed.email.id] {
                file.note(known == row.fingerprint ? .duplicate : .conflict, row: row.number)
                continue
            }
            earlier[parsed.email.id] = row.fingerprint
            var email = parsed.email
            email.customer = place(ofCustomer: parsed.customer)
            if listsCustomers, !customers[Int(email.customer)].isListed {
                file.note(.unknownCustomer, row: row.number)
            }
            if email.group == .control, email.isDelivered { file.note(.controlDelivered, row: row.number) }
            if places[parsed.campaign] == nil {
                places[parsed.campaign] = Int32(campaigns.count)
                campaigns.append(parsed.campaign)
            }
            email.campaign = places[parsed.campaign] ?? 0
            emails.append(email)
            file.rowsUsed += 1
        }
        if file.mayBeTruncated { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        quality.files.append(file)
    }
}

/// Parses the rows of emails.csv.
private struct EmailParser {
    struct Problem: Error {
        let reason: DataQuality.Reason
    }

    struct Row {
        /// Without the indices of the customer and the campaign.
        var email: EmailRow
        var customer: String
        var campaign: String
    }

    let columns: Columns
    let zone: TimeZoneRule

    func parse(_ row: CSVRow) -> Result<Row, Problem> {
        guard let id = columns.value("email_id", of: row), let campaign = columns.value("campaign", of: row),
            let customer = columns.value("customer_id", of: row), let sentText = columns.value("sent_at", of: row)
        else { return .failure(Problem(reason: .missingValue)) }
        guard let sent = Timestamp.seconds(sentText, zone: zone) else { return .failure(Problem(reason: .badTime)) }
        var events: EmailRow.Events = []
        for (column, event) in EmailRow.Events.columns {
            guard let text = columns.value("\(column)_at", of: row) else { continue }
            if let time = Timestamp.seconds(text, zone: zone) {
                guard isAfter(time, sent) else { return .failure(Problem(reason: .eventBeforeSent)) }
                events.insert(event)
            } else {
                guard let happened = YesNo.parse(text, zone: zone) else {
                    return .failure(Problem(reason: .badEvent))
                }
                if happened { events.insert(event) }
            }
        }
        let bounced = columns.value("bounced", of: row)
        guard
            let isBounced = bounced.map({ $0.lowercased() == "bounced" ? true : YesNo.parse($0, zone: zone) }) ?? false
        else {
            return .failure(Problem(reason: .badEvent))
        }
        let delivered = columns.value("delivered", of: row)
        let hasColumn = columns.place("delivered") != nil
        guard let isDelivered = delivered.map({ YesNo.parse($0, zone: zone) }) ?? !hasColumn else {
            return .failure(Problem(reason: .badDelivered))
        }
        var group: EmailRow.Group?
        if let text = columns.value("group", of: row) {
            group = EmailRow.Group(rawValue: text.lowercased())
            if group == nil { return .failure(Problem(reason: .badGroup)) }
        }
        // Without the column, all e-mails count as delivered except those of the control group.
        let isAssumed = !hasColumn && group == .control
        return .success(
            Row(
                email: EmailRow(
                    id: id,
                    campaign: 0,
                    customer: 0,
                    sent: sent,
                    isDelivered: !events.isEmpty || isDelivered && !isBounced && !isAssumed,
                    isBounced: isBounced && events.isEmpty,
                    events: events,
                    group: group
                ),
                customer: customer,
                campaign: campaign
            )
        )
    }

    /// Whether an event is not before the e-mail was sent; a date without a time stands for the whole day.
    private func isAfter(_ time: Int64, _ sent: Int64) -> Bool {
        if time >= sent { return true }
        let day = zone.day(of: time)
        return zone.instant(day: day, second: 0) == time && zone.day(of: sent) == day
    }
}
