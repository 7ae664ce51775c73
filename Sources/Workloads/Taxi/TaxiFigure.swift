import HeadroomDisplay
import HeadroomEnvironments

extension DrivingLesson {
    /// For a terminal.
    var line: String {
        var parts = [
            "return \(TaxiFigure.reward(score.meanReturn))",
            "success \(Figure.percent(score.successRate))",
            "epsilon \((epsilon * 100).rounded() / 100)",
            "\(Figure.count(Double(environmentSteps))) steps",
        ]
        if seconds > 0, samples > updates {
            parts.append("\(Figure.count(Double(updates) / seconds)) updates/s")
            parts.append("\(Figure.count(Double(samples) / seconds)) samples/s")
        }
        return parts.joined(separator: ", ")
    }
}

/// Rewards for people.
enum TaxiFigure {
    /// A mean return, with two decimals.
    static func reward(_ value: Double) -> String {
        let cents = Int((abs(value) * 100).rounded())
        return (value < 0 && cents > 0 ? "-" : "") + "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
