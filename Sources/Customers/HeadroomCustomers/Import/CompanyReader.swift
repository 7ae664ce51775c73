/// Reads the files of a company from a folder.
package struct CompanyReader {
    private let files: CompanyFiles
    private let zone: TimeZoneRule
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
        self.init(CompanyFiles(folder: folder, mapping: mapping), zone: zone, surveyScale: surveyScale)
    }

    package init(_ files: CompanyFiles, zone: TimeZoneRule, surveyScale: SurveyScale = .nps) {
        self.files = files
        self.zone = zone
        self.surveyScale = surveyScale
    }

    /// - Parameter needsRevenue: whether subscriptions or transactions are required.
    /// - Throws: ``CustomersError`` where the folder has neither subscriptions nor transactions, or a column is
    ///   missing.
    package mutating func read(needsRevenue: Bool = true) throws(CustomersError) -> Company {
        guard !needsRevenue || files.has(.subscriptions) || files.has(.transactions) else {
            throw CustomersError(
                "there is no \(files.path(of: .subscriptions)), and no \(files.name(of: .transactions)) in its folder",
                hint: "docs/customers.md lists the files and their columns"
            )
        }
        if let name = files.missing.first {
            throw CustomersError("there is no \(files.folder)/\(name), which the mapping names")
        }
        for part in files.parts(of: .customers) { try readCustomers(part) }
        company.markers.removeAll(where: \.isDropped)
        if files.has(.subscriptions) { try readSubscriptions() }
        if files.has(.spend) { try readSpend() }
        if files.has(.transactions) {
            var reader = TransactionReader(files: files, zone: zone)
            for file in try reader.read(into: &company) { finish(file) }
        }
        try company.readTouches(files, zone: zone)
        try company.readSurveys(files, zone: zone, scale: surveyScale)
        try company.readEmails(files, zone: zone)
        try company.readCampaignCounts(files, zone: zone)
        try company.readUsage(files, zone: zone)
        try company.readExperiments(files, zone: zone)
        try company.readConsents(files, zone: zone)
        company.quality.files += files.others.map(DataQuality.File.init(unread:))
        company.endReading()
        return company
    }

    private mutating func readCustomers(_ part: String) throws(CustomersError) {
        var file = DataQuality.File(name: part)
        let opened = try files.open(.customers, part: part)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        let known = Table.customers.required + Table.customers.optional
        let markers = columns.others(of: reader, than: known).filter { !MarkerColumn.describesLaterState($0.name) }
        if company.customers.isEmpty { company.markers = markers.map { MarkerColumn(name: $0.name) } }
        let markerPlaces = company.markers.map { marker in markers.first { $0.name == marker.name }?.place }
        while try reader.next() {
            file.rowsRead += 1
            guard let id = columns.value("customer_id", of: reader.row) else {
                file.note(.missingValue, row: reader.row.number)
                continue
            }
            guard !columns.isRounded("customer_id", of: reader.row) else {
                file.note(.roundedID, row: reader.row.number)
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
            company.customers[place] = Company.Customer(
                id: id,
                channel: channel,
                country: country,
                created: columns.value("created_at", of: reader.row).flatMap { Timestamp.seconds($0, zone: zone) },
                isListed: true
            )
            for (index, column) in markerPlaces.enumerated() where !company.markers[index].isDropped {
                let value = column.flatMap { reader.row.isEmpty($0) ? nil : reader.row[$0] }
                company.markers[index].set(value, ofCustomer: place)
            }
            file.rowsUsed += 1
        }
        finish(file)
    }

    private mutating func readSubscriptions() throws(CustomersError) {
        var file = DataQuality.File(name: files.name(of: .subscriptions))
        let opened = try files.open(.subscriptions)
        let (reader, columns) = (opened.reader, opened.columns)
        let places = SubscriptionRow.Places(columns, zone: zone)
        file.columns = columns.guessed
        let listsCustomers = !company.customers.isEmpty
        var (earlier, amounts) = (EarlierRows(), AmountUnits())
        var subscriptions: [Subscription] = []
        // Reserved pages that are never written take no memory.
        subscriptions.reserveCapacity(reader.byteCount / SubscriptionRow.fewestBytes)
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            let values: SubscriptionRow
            do {
                values = try SubscriptionRow.parse(row, places)
            } catch {
                file.note(error.reason, row: row.number)
                continue
            }
            guard values.monthly <= Currency.mostOfRow else {
                file.note(.largeAmount, row: row.number)
                continue
            }
            let problem = earlier.add(
                idHash: values.idHash,
                start: values.start,
                end: values.end,
                fingerprint: row.fingerprint
            )
            if let problem {
                file.note(problem, row: row.number)
                continue
            }
            file.rowsUsed += 1
            amounts.add(values.amount, values.currency)
            for remark in values.remarks { file.note(remark, row: row.number) }
            if listsCustomers, !company.knows(customer: values.customer) {
                file.note(.unknownCustomer, row: row.number)
            }
            guard values.monthly > 0, values.paidFrom < values.end else { continue }
            subscriptions.append(
                Subscription(
                    customer: company.place(ofCustomer: values.customer),
                    row: Int32(clamping: row.number),
                    start: values.paidFrom,
                    end: values.end,
                    monthly: values.monthly,
                    currency: company.place(of: values.currency),
                    plan: values.plan.map { company.place(ofPlan: $0) } ?? -1,
                    interval: values.interval
                )
            )
        }
        company.take(subscriptions: &subscriptions)
        if amounts.mayBeCents { file.note(.maybeCents, row: file.rowsRead + 1) }
        finish(file)
    }

    private mutating func readSpend() throws(CustomersError) {
        var file = DataQuality.File(name: files.name(of: .spend))
        let opened = try files.open(.spend)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        var totals = SpendTotals()
        while try reader.next() {
            let row = reader.row
            guard !Self.isTotal(row, columns, zone) else {
                file.note(.totalLine, row: row.number)
                totals.addLine(columns.value("spend", of: row).flatMap { DecimalNumber($0) }, row: row.number)
                continue
            }
            file.rowsRead += 1
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
            guard let time = Timestamp.seconds(date, zone: columns.zone(of: "date", zone)) else {
                file.note(.badTime, row: row.number)
                continue
            }
            guard Timestamp.isPlausible(time) else {
                file.note(.implausibleTime, row: row.number)
                continue
            }
            guard let amount = DecimalNumber(text)?.rounded(digits: currency.digits) else {
                file.note(.badAmount, row: row.number)
                continue
            }
            guard abs(amount) <= Currency.mostOfRow else {
                file.note(.largeAmount, row: row.number)
                continue
            }
            file.rowsUsed += 1
            totals.add(amount, currency)
            company.spend.append(
                Company.Spend(channel: channel, time: time, amount: amount, currency: company.place(of: currency))
            )
        }
        if let row = totals.differingRow { file.note(.totalDiffers, row: row) }
        finish(file)
    }

    /// Whether a row of spend.csv is a line of totals: a field begins with `Total`, and there is no date.
    private static func isTotal(_ row: CSVRow, _ columns: Columns, _ zone: TimeZoneRule) -> Bool {
        guard (0..<row.count).contains(where: { row.bytes($0).starts(with: "Total".utf8) }) else { return false }
        return columns.value("date", of: row).flatMap { Timestamp.seconds($0, zone: zone) } == nil
    }

    /// Records a completely read file.
    private mutating func finish(_ file: DataQuality.File) {
        var file = file
        if [1000, 10_000, 100_000].contains(file.rowsRead) { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        company.quality.files.append(file)
    }
}

/// Sums of the rows of spend.csv, and its lines of totals.
private struct SpendTotals {
    private var sums: [Currency: Int64] = [:]
    private var lines: [(amount: DecimalNumber, row: Int)] = []

    mutating func add(_ amount: Int64, _ currency: Currency) { sums[currency, default: 0] += amount }

    mutating func addLine(_ amount: DecimalNumber?, row: Int) {
        if let amount { lines.append((amount, row)) }
    }

    /// Row of the last line of totals where no such line is the sum of the rows; nil with several currencies.
    ///
    /// A report may have several lines of totals; the total of a whole account covers more than the rows.
    var differingRow: Int? {
        guard sums.count == 1, let (currency, sum) = sums.first else { return nil }
        return lines.contains { $0.amount.rounded(digits: currency.digits) == sum } ? nil : lines.last?.row
    }
}

/// Check whether the amounts of a file may be in minor units of their currencies.
private struct AmountUnits {
    private var count = 0
    private var areWhole = true

    /// Smallest number of amounts for the check.
    private static let fewest = 10

    var mayBeCents: Bool { count >= Self.fewest && areWhole }

    mutating func add(_ amount: DecimalNumber, _ currency: Currency) {
        guard amount.mantissa > 0, currency.digits > 0 else { return }
        count += 1
        areWhole = areWhole && amount.scale == 0 && amount.mantissa >= 100
    }
}
