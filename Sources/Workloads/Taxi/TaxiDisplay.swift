import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// Where the training of a taxi is, in one line on a terminal; nothing elsewhere.
final class TaxiDisplay {
    private let isShown: Bool
    private var lastShown = ContinuousClock.now - .seconds(1)

    init(isShown: Bool) {
        self.isShown = isShown && StandardStream.isTerminal(2)
    }

    func show(_ lesson: DrivingLesson) {
        guard isShown, ContinuousClock.now - lastShown >= .milliseconds(100) else { return }
        lastShown = .now
        var parts = [
            "return \(TaxiFigure.reward(lesson.score.meanReturn))",
            "success \(Figure.percent(lesson.score.successRate))",
            "epsilon \((lesson.epsilon * 100).rounded() / 100)",
            "\(Figure.count(Double(lesson.environmentSteps))) steps",
        ]
        if lesson.seconds > 0, lesson.samples > lesson.updates {
            parts.append("\(Figure.count(Double(lesson.updates) / lesson.seconds)) updates/s")
            parts.append("\(Figure.count(Double(lesson.samples) / lesson.seconds)) samples/s")
        }
        let line = parts.joined(separator: ", ").prefix(max(20, (StandardStream.columns(2) ?? 100) - 1))
        StandardStream.message("\r\u{1B}[2K\(line)")
    }

    func finish() {
        if isShown { StandardStream.message("\r\u{1B}[2K") }
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
