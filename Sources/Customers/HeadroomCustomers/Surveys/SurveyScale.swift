/// Score scale of a survey, with its statistic.
package enum SurveyScale: String, Codable, CaseIterable, Sendable {
    /// Net Promoter Score: 0 to 10; the share of 9 and 10 minus that of 0 to 6, in points.
    case nps
    /// Customer satisfaction: 1 to 5; the share of 4 and 5.
    case csat
    /// Customer effort: 1 to 7; the mean.
    case ces

    package var scores: ClosedRange<Int> {
        switch self {
        case .nps: 0...10
        case .csat: 1...5
        case .ces: 1...7
        }
    }

    /// Parses an integer score, also as `9.0`; nil for any other text, and outside the scale.
    func score(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts[0].count < 4,
            parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" }),
            let score = Int(parts[0]), scores.contains(score)
        else { return nil }
        return score
    }

    /// Contribution of an answer, whose mean over the answers is the statistic.
    func contribution(_ score: Int) -> Double {
        switch self {
        case .nps: score >= 9 ? 100 : score <= 6 ? -100 : 0
        case .csat: score >= 4 ? 1 : 0
        case .ces: Double(score)
        }
    }

    /// Least and greatest value of the statistic.
    var bounds: ClosedRange<Double> {
        switch self {
        case .nps: -100...100
        case .csat: 0...1
        case .ces: 1...7
        }
    }
}
