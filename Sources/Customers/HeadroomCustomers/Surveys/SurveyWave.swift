import Glibc

/// The surveys sent in one calendar month.
struct SurveyWave: Sendable {
    let month: Month
    /// Customers to whom a survey was delivered.
    private(set) var delivered = 0
    private(set) var scores: [Int] = []
    private let scale: SurveyScale

    init(month: Month, rows: [SurveyRow], scale: SurveyScale) {
        self.month = month
        self.scale = scale
        delivered = Set(rows.filter(\.isDelivered).map(\.customer)).count
        scores = rows.compactMap(\.score)
    }

    /// The waves up to a month, sorted by time.
    static func waves(of rows: [SurveyRow], zone: TimeZoneRule, until: Month?, scale: SurveyScale) -> [SurveyWave] {
        Dictionary(grouping: rows) { zone.month(of: $0.sent) }.filter { until == nil || $0.key <= until ?? $0.key }
            .sorted { $0.key < $1.key }.map { SurveyWave(month: $0.key, rows: $0.value, scale: scale) }
    }

    /// Answers divided by deliveries; nil where nothing was delivered.
    var responseRate: Double? { delivered == 0 ? nil : Double(scores.count) / Double(delivered) }

    /// Value of the statistic; nil where there are no answers.
    var value: Double? { mean { $0 } }

    /// Standard error of the value; nil below two answers.
    ///
    /// The variance of shares is divided by n, as for NPS: 100 sqrt((p + d - (p - d)^2) / n); that of a mean by n - 1.
    var standardError: Double? {
        guard let value, scores.count > 1 else { return nil }
        let variance = mean { ($0 - value) * ($0 - value) } ?? 0
        return (variance / Double(scale == .ces ? scores.count - 1 : scores.count)).squareRoot()
    }

    /// The 95 % interval by the normal approximation, within the bounds of the scale; nil where the approximation does
    /// not hold: below ``fewestAnswers``, or where all answers are equal.
    var interval: (low: Double, high: Double)? {
        guard let value, let standardError, isApproximatelyNormal else { return nil }
        let half = Self.normalQuantile * standardError
        return (max(scale.bounds.lowerBound, value - half), min(scale.bounds.upperBound, value + half))
    }

    /// Change from an earlier wave with its z and two-sided p; nil where the approximation does not hold for both.
    func change(from earlier: SurveyWave) -> (difference: Double, z: Double, p: Double)? {
        guard let value, let other = earlier.value, let error = standardError, let otherError = earlier.standardError,
            isApproximatelyNormal, earlier.isApproximatelyNormal
        else { return nil }
        let z = (value - other) / (error * error + otherError * otherError).squareRoot()
        return (value - other, z, erfc(abs(z) / 2.0.squareRoot()))
    }

    /// Minimum number of answers for an interval.
    static let fewestAnswers = 30
    /// 97.5 % quantile of the standard normal distribution.
    static let normalQuantile = 1.959_963_984_540_054

    private var isApproximatelyNormal: Bool { scores.count >= Self.fewestAnswers && standardError ?? 0 > 0 }

    private func mean(_ of: (Double) -> Double) -> Double? {
        guard !scores.isEmpty else { return nil }
        return scores.reduce(0) { $0 + of(scale.contribution($1)) } / Double(scores.count)
    }

    func count(_ range: ClosedRange<Int>) -> Int { scores.count { range.contains($0) } }
}
