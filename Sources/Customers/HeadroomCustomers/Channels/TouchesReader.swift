extension Company {
    /// Reads touches.csv (`customer_id, time, channel`) of a folder; reads no touches where the file is missing.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readTouches(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.touches) else { return }
        var file = DataQuality.File(name: files.name(of: .touches))
        let opened = try files.open(.touches)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        let listsCustomers = customers.contains(where: \.isListed)
        var channels: [String: Int32] = [:]
        var earlier: Set<Int> = []
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let id = columns.value("customer_id", of: row), let text = columns.value("time", of: row),
                let channel = columns.value("channel", of: row)
            else {
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
            guard earlier.insert(row.fingerprint).inserted else {
                file.note(.duplicate, row: row.number)
                continue
            }
            let customer = place(ofCustomer: id)
            if listsCustomers, !customers[Int(customer)].isListed { file.note(.unknownCustomer, row: row.number) }
            if channels[channel] == nil {
                channels[channel] = Int32(touchChannels.count)
                touchChannels.append(channel)
            }
            touches.append(Touch(customer: customer, channel: channels[channel] ?? 0, time: time))
            file.rowsUsed += 1
        }
        if file.mayBeTruncated { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        quality.files.append(file)
    }
}

extension DataQuality.File {
    /// Whether the number of rows is a usual limit of exports.
    var mayBeTruncated: Bool { [1000, 10_000, 100_000].contains(rowsRead) }
}
