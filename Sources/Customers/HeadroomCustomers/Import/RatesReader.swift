extension ExchangeRates {
    /// Reads rates.csv (`date, currency, rate`) of a folder; reads no rates where the file is missing.
    package init(
        folder: String,
        mapping: Mapping = .none,
        zone: TimeZoneRule,
        quality: inout DataQuality
    ) throws(CustomersError) {
        self.init()
        let files = CompanyFiles(folder: folder, mapping: mapping)
        guard files.has(.rates) else { return }
        var file = DataQuality.File(name: files.name(of: .rates))
        let opened = try files.open(.rates)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let currency = columns.value("currency", of: row).flatMap({ Currency($0) }) else {
                file.note(.badCurrency, row: row.number)
                continue
            }
            guard let time = columns.value("date", of: row).flatMap({ Timestamp.seconds($0, zone: zone) }) else {
                file.note(.badTime, row: row.number)
                continue
            }
            guard let rate = columns.value("rate", of: row).flatMap({ DecimalNumber($0) }), rate.mantissa > 0 else {
                file.note(.badAmount, row: row.number)
                continue
            }
            file.rowsUsed += 1
            add(currency, from: time, rate: rate, row: row.number)
        }
        sort()
        problems = file.sentences(where: \.isSetAside)
        quality.files.append(file)
    }
}
