/// Rows read, used and set aside in each file, with the reasons.
package struct DataQuality: Codable, Equatable, Sendable {
    package var files: [File] = []

    package init() {}

    /// One sentence for each column with another name, and for each remark.
    package var sentences: [String] {
        files.flatMap { file in
            file.columns.sorted { $0.key < $1.key }.map { "\(file.name): \($0.key) is read from '\($0.value)'" }
                + file.sentences()
        }
    }

    /// Whether no row was set aside.
    package var isClean: Bool { files.allSatisfy { $0.setAside == 0 } }

    package struct File: Codable, Equatable, Sendable {
        package var name: String
        package var rowsRead = 0
        package var rowsUsed = 0
        /// Columns with other names in the file, by Headroom's names.
        package var columns: [String: String] = [:]
        package var remarks: [Remark] = []

        package init(name: String) { self.name = name }

        /// A file that is not read.
        init(unread name: String) {
            self.name = name
            var remark = Remark(reason: .notRead)
            remark.count = 1
            remarks = [remark]
        }

        package var setAside: Int { remarks.filter(\.isSetAside).reduce(0) { $0 + $1.count } }

        /// Records a reason for a row.
        package mutating func note(_ reason: Reason, row: Int) {
            let index = remarks.firstIndex { $0.reason == reason } ?? remarks.endIndex
            if index == remarks.endIndex { remarks.append(Remark(reason: reason)) }
            remarks[index].count += 1
            if remarks[index].rows.count < Self.mostRows { remarks[index].rows.append(row) }
        }

        /// One sentence for each remark, or for some of them.
        func sentences(where isIncluded: (Remark) -> Bool = { _ in true }) -> [String] {
            remarks.filter(isIncluded).map { remark in
                let rows = remark.rows.map { "\($0)" }.joined(separator: ", ")
                let more = remark.count > remark.rows.count ? ", …" : ""
                if remark.rows.isEmpty { return "\(name): \(remark.reason.text)" }
                return "\(name): \(remark.reason.text) (\(remark.count == 1 ? "row" : "rows") \(rows)\(more))"
            }
        }

        /// Largest number of row numbers in a remark.
        private static let mostRows = 10
    }

    /// A reason with the rows that it applies to.
    package struct Remark: Codable, Equatable, Sendable {
        package var reason: Reason
        package var count = 0
        /// Numbers of the first rows; the header is row 1.
        package var rows: [Int] = []

        package init(reason: Reason) { self.reason = reason }

        package var isSetAside: Bool { reason.isSetAside }
    }

    package enum Reason: String, Codable, Sendable, CaseIterable {
        // Rows set aside.
        case missingValue, badTime, implausibleTime, badAmount, largeAmount, badCurrency, badInterval, badQuantity,
            endBeforeStart,
            duplicate,
            conflict
        case negativeAmount, roundedID
        case badScore, badDelivered, answerBeforeSent, supersededAnswer
        case badEvent, eventBeforeSent, badGroup, badUnitKind, bothGroups, badConsent, badCount
        // Rows used.
        case discountAbovePrice, free, onlyTrial, unknownCustomer, moreDigitsThanCurrency, unpaidStatus, endedWithoutEnd
        case noValue, refunded, refundAlone, notPaid, furtherLine, partOfSubscription, totalLine
        case controlDelivered, oldRate
        // Whole file.
        case maybeTruncated, maybeOtherScale, maybeCents, totalDiffers, notRead

        package var isSetAside: Bool {
            switch self {
            case .missingValue, .badTime, .implausibleTime, .badAmount, .largeAmount, .badCurrency, .badInterval,
                .badQuantity,
                .endBeforeStart,
                .duplicate, .conflict, .negativeAmount, .roundedID, .badScore, .badDelivered,
                .answerBeforeSent, .supersededAnswer, .badEvent, .eventBeforeSent, .badGroup, .badUnitKind, .bothGroups,
                .badConsent, .badCount:
                true
            case .discountAbovePrice, .free, .onlyTrial, .unknownCustomer, .moreDigitsThanCurrency, .unpaidStatus,
                .endedWithoutEnd,
                .notRead,
                .maybeTruncated, .maybeOtherScale, .maybeCents, .totalDiffers, .noValue, .refunded, .refundAlone,
                .notPaid,
                .furtherLine,
                .partOfSubscription, .totalLine, .controlDelivered, .oldRate:
                false
            }
        }

        /// Problem of the row and its handling.
        package var text: String {
            switch self {
            case .missingValue: "a required value is missing"
            case .badTime: "a time is not in ISO 8601 (2025-01-31 or 2025-01-31T12:00:00Z)"
            case .implausibleTime: "the year of its date or start is before 1950 or after 2199"
            case .badAmount: "an amount is not a number"
            case .largeAmount: "an amount is larger than 100 billion"
            case .badCurrency: "the currency is not a code of three letters"
            case .badInterval:
                "the interval is not day, week, month or year, or its count is not a whole number above 0"
            case .badQuantity: "the quantity is not a whole number of 0 or more"
            case .endBeforeStart: "the end lies before the start"
            case .duplicate: "the row repeats an earlier one"
            case .conflict: "the same id has other values for the same time in an earlier row"
            case .negativeAmount: "the amount is negative: refunds and credits are not recurring revenue"
            case .badScore: "the score is not a whole number on the scale of the survey"
            case .badDelivered: "'delivered' is neither yes, no nor a time"
            case .answerBeforeSent: "the answer is before the sending"
            case .supersededAnswer: "the customer answered again in the same wave: the latest answer counts"
            case .badEvent: "an event of the e-mail is neither yes, no nor a time"
            case .eventBeforeSent: "an event of the e-mail lies before its sending"
            case .badGroup: "the group is neither treatment nor control"
            case .badConsent: "the consent is neither yes nor no"
            case .badCount: "a count is not a whole number, or larger than the e-mails delivered or sent"
            case .oldRate: "the rate is more than 31 days old at the end of a month: still used for it"
            case .controlDelivered: "an e-mail was delivered to the control group: still counted as control"
            case .badUnitKind: "the kind of unit is neither region nor customer"
            case .bothGroups: "the unit is in both groups of the experiment: left out"
            case .refundAlone:
                "a refund on a day without a purchase of the customer: subtracted from the sales of its month only"
            case .noValue: "the amount is 0: not a purchase"
            case .roundedID: "an id was rounded by a spreadsheet, such as 1.23457E+11: export it again as text"
            case .unpaidStatus: "its status is one in which nothing is paid: not counted"
            case .endedWithoutEnd: "it has ended, and no end is given: not counted"
            case .notRead: "the file was not read: it is unknown, or another file was read as the same table"
            case .notPaid: "the payment failed, is pending or was canceled: not a purchase"
            case .furtherLine: "a further line of the order above"
            case .partOfSubscription: "an invoice of a subscription in subscriptions.csv: not a purchase"
            case .totalLine: "a line of totals: left out"
            case .totalDiffers: "the rows do not add up to the line of totals: rows may be missing"
            case .maybeCents: "every amount is a whole number of 100 or more: the amounts may be cents"
            case .refunded: "refunds of the day are as large as its purchases: not a purchase"
            case .discountAbovePrice: "the discount is above the price: counted as 0"
            case .free: "the price is 0: not a paying subscription"
            case .onlyTrial: "it ended within its trial: never paid"
            case .unknownCustomer: "the customer is not in customers.csv: still used"
            case .moreDigitsThanCurrency: "the amount has more digits than its currency: rounded"
            case .maybeOtherScale: "no score is above 5: the scale may be another one (--survey-scale csat)"
            case .maybeTruncated: "it has exactly 1,000, 10,000 or 100,000 rows: the export may be cut off"
            }
        }
    }
}

extension DataQuality {
    /// The quality with remarks on rows of rates.csv.
    func noting(oldRates rows: Set<Int>) -> DataQuality {
        var quality = self
        guard let place = files.firstIndex(where: { $0.name == "rates.csv" }) else { return self }
        for row in rows.sorted() { quality.files[place].note(.oldRate, row: row) }
        return quality
    }
}
