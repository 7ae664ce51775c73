import Glibc

/// Reads the files of a company from a folder.
package struct CompanyReader {
    private let folder: String
    private let zone: TimeZoneRule
    private let mapping: Mapping
    private let surveyScale: SurveyScale
    private var company = Company()

    /// - Parameters:
    ///   - zone: time zone of times without an offset.
    ///   - surveyScale: scale of the scores in surveys.csv.
    package init(
        folder: String,
        zone: TimeZoneRule,
        mapping: Mapping = .none,
        surveyScale: SurveyScale = .nps
    ) {
        self.folder = folder
        self.zone = zone
        self.mapping = mapping
        self.surveyScale = surveyScale
    }

    /// - Throws: ``CustomersError`` where the folder has neither subscriptions nor transactions, or a column is
    ///   missing.
    package mutating func read() throws(CustomersError) -> Company {
        guard has(.subscriptions) || has(.transactions) else {
            throw CustomersError(
                "there is no \(path(of: .subscriptions)), and no \(name(of: .transactions)) beside it",
                hint: "docs/customers.md lists the files and their columns"
            )
        }
        if has(.customers) { try readCustomers() }
        if has(.subscriptions) { try readSubscriptions() }
        if has(.spend) { try readSpend() }
        if has(.transactions) {
            var reader = TransactionReader(path: path(of: .transactions), zone: zone)
            finish(try reader.read(into: &company))
        }
        try company.readTouches(folder: folder, zone: zone)
        try company.readSurveys(folder: folder, zone: zone, scale: surveyScale)
        try company.readEmails(folder: folder, zone: zone)
        try company.readCampaignCounts(folder: folder, zone: zone)
        try company.readConsents(folder: folder, zone: zone)
        return company
    }

    private func name(of table: Table) -> String { mapping[table].file ?? table.fileName }
    private func path(of table: Table) -> String { "\(folder)/\(name(of: table))" }
    private func has(_ table: Table) -> Bool { access(path(of: table), F_OK) == 0 }

    private func reader(of table: Table) throws(CustomersError) -> CSVReader {
        try CSVReader(path: path(of: table), constants: mapping[table].constants ?? [:])
    }

    private mutating func readCustomers() throws(CustomersError) {
        var file = DataQuality.File(name: name(of: .customers))
        let reader = try reader(of: .customers)
        let columns = try Columns(
            reader,
            .customers,
            required: ["customer_id"],
            optional: ["channel", "country"],
            mapping: mapping[.customers]
        )
        file.columns = columns.guessed
        while try reader.next() {
            file.rowsRead += 1
            guard let id = columns.value("customer_id", of: reader.row) else {
                file.note(.missingValue, row: reader.row.number)
                continue
            }
            let channel = columns.value("channel", of: reader.row)
            let country = columns.value("country", of: reader.row)
            if company.knows(customer: id) {
                let known = company.customers[Int(company.place(ofCustomer: id))]
                let isSame = known.channel == channel && known.country == country
                file.note(isSame ? .duplicate : .conflict, row: reader.row.number)
                continue
            }
            let place = Int(company.place(ofCustomer: id))
            company.customers[place] = Company.Customer(id: id, channel: channel, country: country, isListed: true)
            file.rowsUsed += 1
        }
        finish(file)
    }

    private mutating func readSubscriptions() throws(CustomersError) {
        var file = DataQuality.File(name: name(of: .subscriptions))
        let reader = try reader(of: .subscriptions)
        let places = try SubscriptionRow.Places(reader, mapping[.subscriptions])
        file.columns = places.guessed
        let listsCustomers = !company.customers.isEmpty
        var earlier = EarlierRows()
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            let values: SubscriptionRow
            do {
                values = try SubscriptionRow.parse(row, places, zone: zone)
            } catch {
                file.note(error.reason, row: row.number)
                continue
            }
            if let problem = earlier.add(values, fingerprint: row.fingerprint) {
                file.note(problem, row: row.number)
                continue
            }
            file.rowsUsed += 1
            for remark in values.remarks { file.note(remark, row: row.number) }
            if listsCustomers, !company.knows(customer: values.customer) {
                file.note(.unknownCustomer, row: row.number)
            }
            guard values.monthly > 0, values.paidFrom < values.end else { continue }
            company.subscriptions.append(
                Subscription(
                    customer: company.place(ofCustomer: values.customer),
                    row: Int32(clamping: row.number),
                    start: values.paidFrom,
                    end: values.end,
                    monthly: values.monthly,
                    currency: company.place(of: values.currency),
                    plan: values.plan.map { company.place(ofPlan: $0) } ?? -1
                )
            )
        }
        finish(file)
    }

    private mutating func readSpend() throws(CustomersError) {
        var file = DataQuality.File(name: name(of: .spend))
        let reader = try reader(of: .spend)
        let columns = try Columns(
            reader,
            .spend,
            required: ["date", "channel", "spend", "currency"],
            mapping: mapping[.spend]
        )
        file.columns = columns.guessed
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            guard let date = columns.value("date", of: row), let channel = columns.value("channel", of: row),
                let text = columns.value("spend", of: row)
            else {
                file.note(.missingValue, row: row.number)
                continue
            }
            guard let currency = columns.value("currency", of: row).flatMap({ Currency($0) }) else {
                file.note(.badCurrency, row: row.number)
                continue
            }
            guard let time = Timestamp.seconds(date, zone: zone) else {
                file.note(.badTime, row: row.number)
                continue
            }
            guard let amount = DecimalNumber(text)?.rounded(digits: currency.digits) else {
                file.note(.badAmount, row: row.number)
                continue
            }
            file.rowsUsed += 1
            company.spend.append(
                Company.Spend(channel: channel, time: time, amount: amount, currency: company.place(of: currency))
            )
        }
        finish(file)
    }

    /// Records a completely read file.
    private mutating func finish(_ file: DataQuality.File) {
        var file = file
        if [1000, 10_000, 100_000].contains(file.rowsRead) { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        company.quality.files.append(file)
    }
}

/// Earlier rows of each subscription, for finding duplicates and contradictions.
private struct EarlierRows {
    private struct Row {
        var start: Int64
        var end: Int64
        var fingerprint: Int
        /// Previous row of the same subscription; -1 where there is none.
        var previous: Int32
    }

    private var last: [String: Int32] = [:]
    private var rows: [Row] = []

    /// Adds a row, unless it duplicates or contradicts an earlier one.
    mutating func add(_ values: SubscriptionRow, fingerprint: Int) -> DataQuality.Reason? {
        let before = last[values.id] ?? -1
        var place = before
        while place >= 0 {
            let row = rows[Int(place)]
            if row.fingerprint == fingerprint { return .duplicate }
            if values.start < row.end, row.start < values.end { return .conflict }
            place = row.previous
        }
        last[values.id] = Int32(rows.count)
        rows.append(Row(start: values.start, end: values.end, fingerprint: fingerprint, previous: before))
        return nil
    }
}
