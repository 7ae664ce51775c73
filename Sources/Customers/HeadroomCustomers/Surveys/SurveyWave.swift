import Glibc

/// The surveys that were sent in one calendar month.
struct SurveyWave: Sendable {
    let month: Month
    /// Customers to whom one was delivered.
    private(set) var delivered = 0
    private(set) var scores: [Int] = []
    private let scale: SurveyScale

    init(month: Month, rows: [SurveyRow], scale: SurveyScale) {
        self.month = month
        self.scale = scale
        delivered = Set(rows.filter(\.isDelivered).map(\.customer)).count
        scores = rows.compactMap(\.score)
    }

    /// The waves until a month, in the order of time.
    static func waves(of rows: [SurveyRow], zone: TimeZoneRule, until: Month?, scale: SurveyScale) -> [SurveyWave] {
        Dictionary(grouping: rows) { zone.month(of: $0.sent) }.filter { until == nil || $0.key <= until ?? $0.key }
            .sorted { $0.key < $1.key }.map { SurveyWave(month: $0.key, rows: $0.value, scale: scale) }
    }

    /// Answers over deliveries; nil where nothing was delivered.
    var responseRate: Double? { delivered == 0 ? nil : Double(scores.count) / Double(delivered) }

    /// nil where nobody answered.
    var value: Double? { mean { $0 } }

    /// The standard error of the value; nil below two answers.
    ///
    /// That of shares has n below the variance, as for NPS: 100 sqrt((p + d - (p - d)^2) / n); that of a mean n - 1.
    var standardError: Double? {
        guard let value, scores.count > 1 else { return nil }
        let variance = mean { ($0 - value) * ($0 - value) } ?? 0
        return (variance / Double(scale == .ces ? scores.count - 1 : scores.count)).squareRoot()
    }

    /// The 95 % interval by the normal approximation, within the bounds of the scale; nil where that does not hold: below
    /// ``fewestAnswers``, or where all answers are alike.
    var interval: (low: Double, high: Double)? {
        guard let value, let standardError, isApproximatelyNormal else { return nil }
        let half = Self.normalQuantile * standardError
        return (max(scale.bounds.lowerBound, value - half), min(scale.bounds.upperBound, value + half))
    }

    /// The change from an earlier wave with its z and two-sided p; nil where the approximation does not hold for both.
    func change(from earlier: SurveyWave) -> (difference: Double, z: Double, p: Double)? {
        guard let value, let other = earlier.value, let error = standardError, let otherError = earlier.standardError,
            isApproximatelyNormal, earlier.isApproximatelyNormal
        else { return nil }
        let z = (value - other) / (error * error + otherError * otherError).squareRoot()
        return (value - other, z, erfc(abs(z) / 2.0.squareRoot()))
    }

    /// Fewer answers have no interval.
    static let fewestAnswers = 30
    /// The 97.5 % quantile of the standard normal distribution.
    static let normalQuantile = 1.959_963_984_540_054

    private var isApproximatelyNormal: Bool { scores.count >= Self.fewestAnswers && standardError ?? 0 > 0 }

    private func mean(_ of: (Double) -> Double) -> Double? {
        guard !scores.isEmpty else { return nil }
        return scores.reduce(0) { $0 + of(scale.contribution($1)) } / Double(scores.count)
    }

    func count(_ range: ClosedRange<Int>) -> Int { scores.count { range.contains($0) } }
}
