extension Company {
    /// Reads surveys.csv of a folder; reads no surveys where the file is missing.
    ///
    /// A row counts as delivered if the column `delivered` is missing or the row has a score; an empty `delivered`
    /// counts as no.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readSurveys(_ files: CompanyFiles, zone: TimeZoneRule, scale: SurveyScale) throws(CustomersError) {
        guard files.has(.surveys) else { return }
        var file = DataQuality.File(name: files.name(of: .surveys))
        let opened = try files.open(.surveys)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        let listsCustomers = customers.contains(where: \.isListed)
        var earlier: [String: Int] = [:]
        var rows: [(survey: SurveyRow, number: Int)] = []
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let id = columns.value("response_id", of: row),
                let customer = columns.value("customer_id", of: row), let sentText = columns.value("sent_at", of: row)
            else {
                file.note(.missingValue, row: row.number)
                continue
            }
            guard !columns.isRounded("customer_id", "response_id", of: row) else {
                file.note(.roundedID, row: row.number)
                continue
            }
            let answeredText = columns.value("responded_at", of: row)
            let answered = answeredText.flatMap { Timestamp.seconds($0, zone: zone) }
            guard let sent = Timestamp.seconds(sentText, zone: zone), answeredText == nil || answered != nil else {
                file.note(.badTime, row: row.number)
                continue
            }
            let scoreText = columns.value("score", of: row)
            let score = scoreText.flatMap(scale.score)
            guard scoreText == nil || score != nil else {
                file.note(.badScore, row: row.number)
                continue
            }
            guard answered ?? sent >= sent else {
                file.note(.answerBeforeSent, row: row.number)
                continue
            }
            let hasColumn = columns.place("delivered") != nil
            guard let isDelivered = Self.isDelivered(columns.value("delivered", of: row), hasColumn: hasColumn) else {
                file.note(.badDelivered, row: row.number)
                continue
            }
            if let known = earlier[id] {
                file.note(known == row.fingerprint ? .duplicate : .conflict, row: row.number)
                continue
            }
            earlier[id] = row.fingerprint
            let place = place(ofCustomer: customer)
            if listsCustomers, !customers[Int(place)].isListed { file.note(.unknownCustomer, row: row.number) }
            rows.append(
                (
                    SurveyRow(
                        id: id,
                        customer: place,
                        sent: sent,
                        isDelivered: isDelivered || score != nil,
                        answered: answered ?? sent,
                        score: score,
                        text: columns.value("text", of: row)
                    ), row.number
                )
            )
        }
        surveys = Self.latest(rows, zone: zone, &file)
        file.rowsUsed = surveys.count
        if file.mayBeTruncated { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        let scores = surveys.compactMap(\.score)
        if scale == .nps, scores.count >= 10, scores.allSatisfy({ (1...5).contains($0) }) {
            file.note(.maybeOtherScale, row: file.rowsRead + 1)
        }
        quality.files.append(file)
    }

    /// Rows without answers that the customer replaced by a later answer in the same wave.
    private static func latest(
        _ rows: [(survey: SurveyRow, number: Int)],
        zone: TimeZoneRule,
        _ file: inout DataQuality.File
    ) -> [SurveyRow] {
        struct Key: Hashable {
            var customer: Int32
            var wave: Month
        }
        var last: [Key: Int] = [:]
        var superseded: Set<Int> = []
        for (index, row) in rows.enumerated() where row.survey.score != nil {
            let key = Key(customer: row.survey.customer, wave: zone.month(of: row.survey.sent))
            guard let known = last[key] else {
                last[key] = index
                continue
            }
            let (old, new) = (rows[known].survey, row.survey)
            let isLater = (new.answered, new.sent, new.id) > (old.answered, old.sent, old.id)
            superseded.insert(isLater ? known : index)
            if isLater { last[key] = index }
        }
        for index in superseded.sorted() { file.note(.supersededAnswer, row: rows[index].number) }
        return rows.indices.filter { !superseded.contains($0) }.map { rows[$0].survey }
    }

    /// Parses `delivered`; nil where the text is neither yes, nor no, nor a time.
    private static func isDelivered(_ text: String?, hasColumn: Bool) -> Bool? {
        guard let text = text?.lowercased() else { return !hasColumn }
        if ["true", "yes", "y", "t", "1", "delivered"].contains(text) { return true }
        if ["false", "no", "n", "f", "0", "bounced", "failed"].contains(text) { return false }
        return Timestamp.seconds(text, zone: .utc).map { _ in true }
    }
}
