import HeadroomFormat

/// Leads with their markers by name.
package struct Leads: Sendable {
    package struct Lead: Sendable {
        package var id: String
        package var markers: [String: String]

        package init(id: String, markers: [String: String]) {
            self.id = id
            self.markers = markers
        }
    }

    package var leads: [Lead] = []
    package var quality: DataQuality.File

    /// Reads a CSV file with `customer_id` (or `lead_id`), and markers under the names that they have in the company's
    /// files.
    ///
    /// - Throws: ``CustomersError`` where the file cannot be read.
    package init(path: String) throws(CustomersError) {
        quality = DataQuality.File(name: path)
        let reader = try CSVReader(path: path)
        let columns = try Columns(reader, .customers, required: [], optional: ["customer_id", "country", "channel"])
        guard let idColumn = ["customer_id", "lead_id", "email"].first(where: { columns.place($0) != nil }) else {
            throw CustomersError(
                "\(path) has no column customer_id",
                hint: "its columns are customer_id, and the markers of customers.csv such as country and channel"
            )
        }
        let others = columns.others(of: reader, than: [idColumn, "country", "channel"])
        var known: Set<String> = []
        while try reader.next() {
            quality.rowsRead += 1
            guard let id = columns.value(idColumn, of: reader.row) else {
                quality.note(.missingValue, row: reader.row.number)
                continue
            }
            guard known.insert(id).inserted else {
                quality.note(.duplicate, row: reader.row.number)
                continue
            }
            var markers: [String: String] = [:]
            for name in ["country", "channel"] { markers[name] = columns.value(name, of: reader.row) }
            for (name, place) in others where !reader.row.isEmpty(place) { markers[name] = reader.row[place] }
            quality.rowsUsed += 1
            leads.append(Lead(id: id, markers: markers))
        }
    }

    /// Leads from customers.csv: listed customers without a payment.
    init(_ company: Company, _ payments: CustomerPayments) {
        quality = DataQuality.File(name: "customers.csv")
        for index in company.customers.indices {
            let customer = company.customers[index]
            guard customer.isListed, payments.firstPayment(of: index) == nil else { continue }
            var markers: [String: String] = ["country": customer.country, "channel": customer.channel].compactMapValues(
                \.self
            )
            for column in company.markers where column.isMarker {
                markers[column.name] = column.value(ofCustomer: index)
            }
            leads.append(Lead(id: customer.id, markers: markers))
        }
        quality.rowsRead = leads.count
        quality.rowsUsed = leads.count
    }
}

/// Probabilities of leads to become an ideal customer, from their markers.
package struct LeadScores: Sendable {
    package struct Score: Sendable {
        package var id: String
        package var probability: Double
        /// Markers by the size of their effect: `channel partner (+)`.
        package var reasons: [String]
    }

    /// The highest first.
    package private(set) var scores: [Score] = []
    /// Names of the markers of the model.
    package private(set) var markers: [String] = []
    /// Accuracy on the customers held out.
    package let areaUnderCurve: AreaUnderCurve
    /// Share of ideal customers among the customers held out.
    package let idealShare: Double
    /// Number of leads with a value that no customer had, by marker.
    package private(set) var unseen: [String: Int] = [:]
    package let quality: DataQuality.File

    private static let mostReasons = 3

    /// - Throws: ``CustomersError`` where the markers of the leads do not predict ideal customers.
    init(_ leads: Leads, _ analysis: LookalikeAnalysis) throws(CustomersError) {
        let present = Set(leads.leads.flatMap(\.markers.keys))
        let profiles = analysis.profiles.keeping(markers: present)
        let model = LookalikeModel(profiles, labels: analysis.labels, rows: analysis.learned)
        guard !model.scale.markers.isEmpty, let area = analysis.accuracy(model, profiles) else {
            let names = analysis.profiles.markers.map(\.name).joined(separator: ", ")
            throw CustomersError(
                "the leads have no marker that differs between customers",
                hint: "markers of the customers are \(names)"
            )
        }
        guard area.beatsChance else {
            throw CustomersError(
                "the leads cannot be scored: \(LookalikeAnalysis.text(area))",
                hint:
                    "the markers are \(model.scale.markers.map { profiles.markers[$0.index].name }.joined(separator: ", "))"
            )
        }
        quality = leads.quality
        areaUnderCurve = area
        markers = model.scale.markers.map { profiles.markers[$0.index].name }
        idealShare = Double(analysis.heldOut.count { analysis.labels[$0] }) / Double(analysis.heldOut.count)
        let known = Dictionary(
            profiles.markers.map { ($0.name, Set($0.values.compactMap(\.self))) },
            uniquingKeysWith: { first, _ in first }
        )
        for lead in leads.leads {
            let (changes, unseen) = model.contributions(lead.markers, known: known)
            for marker in unseen { self.unseen[marker, default: 0] += 1 }
            let odds = changes.reduce(model.regression.intercept) { $0 + $1.logOdds }
            let reasons = changes.sorted { (abs($0.logOdds), $1.marker) > (abs($1.logOdds), $0.marker) }
                .prefix(Self.mostReasons)
                .map { SegmentFeatures.text(marker: $0.marker, $0.value) + ($0.logOdds >= 0 ? " (+)" : " (-)") }
            scores.append(
                Score(id: lead.id, probability: LogisticRegression.probability(odds), reasons: reasons)
            )
        }
        scores.sort { ($0.probability, $1.id) > ($1.probability, $0.id) }
    }

    /// Rows `customer_id, score, reasons`.
    package var csv: String {
        let rows = scores.map { score in
            "\(CSVField.text(score.id)),\(Format.fixed(score.probability, decimals: 4)),\(CSVField.label(score.reasons.joined(separator: "; ")))"
        }
        return (["customer_id,score,reasons"] + rows).joined(separator: "\n") + "\n"
    }

    package var sentences: [String] {
        var sentences = [
            "\(Format.count(scores.count)) leads are scored by \(markers.joined(separator: ", ")). The score is the probability to "
                + "become an ideal customer, one of the top fifth by value; \(Format.percent(idealShare)) of the customers held out "
                + "are. The scores tell them apart with an area under the ROC curve of "
                + "\(Format.fixed(areaUnderCurve.value, decimals: 3)) ± "
                + "\(Format.fixed(1.96 * areaUnderCurve.standardError, decimals: 3)) (0.5 is chance)."
        ]
        for (marker, count) in unseen.sorted(by: { $0.key < $1.key }) {
            sentences.append(
                "\(Format.count(count)) leads have a value of '\(marker)' that no customer before the snapshot had, and are scored without it."
            )
        }
        if quality.setAside > 0 {
            sentences.append("\(Format.count(quality.setAside)) rows of \(quality.name) were set aside.")
        }
        return sentences
    }
}

extension CustomersAnalysis {
    /// Scores of leads; nil for the leads in customers.csv, the listed customers without a payment.
    ///
    /// - Throws: ``CustomersError`` where there is no model, or no lead.
    package func scores(of leads: Leads?) throws(CustomersError) -> LeadScores {
        try segmentAnalysis.scores(of: leads)
    }
}

extension SegmentAnalysis {
    func scores(of leads: Leads?) throws(CustomersError) -> LeadScores {
        let hint = "docs/customers.md describes what the scores are learned from"
        guard let window = HistoryWindow(company, bridge: bridge, zone: zone, until: until, now: now) else {
            throw CustomersError(
                "the history has fewer than \(2 * HistoryWindow.fewestMonths) months: too short to learn scores",
                hint: hint
            )
        }
        let leads = leads ?? Leads(company, payments)
        guard !leads.leads.isEmpty else {
            throw CustomersError(
                "there are no leads: every customer of customers.csv has paid",
                hint: "name a file of leads with --leads"
            )
        }
        let value = try ValueAfter(
            company,
            revenue,
            window: window,
            rates: rates,
            zone: zone,
            grossMargin: grossMargin
        )
        let analysis: LookalikeAnalysis
        do {
            analysis = try LookalikeAnalysis(company, payments, window: window, value: value)
        } catch { throw CustomersError("the leads cannot be scored: \(error.reason)", hint: hint) }
        return try LeadScores(leads, analysis)
    }
}
