import ArgumentParser
import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Rejected change of a figure, as given by the user: `samplesPerSecond<-5%`.
struct ChangeThreshold: ExpressibleByArgument, Equatable, Sendable {
    let rule: ChangeRule
    private let text: String

    init?(argument: String) {
        guard let position = argument.firstIndex(where: { $0 == "<" || $0 == ">" }),
            let figure = RunComparison.Figure(rawValue: String(argument[..<position].filter { $0 != " " }))
        else { return nil }
        let rest = argument[argument.index(after: position)...].filter { $0 != " " }
        guard rest.last == "%", let percent = Double(rest.dropLast()), percent.isFinite else { return nil }
        rule = ChangeRule(figure: figure, isBelow: argument[position] == "<", bound: percent / 100)
        text = argument
    }

    static var allValueStrings: [String] { RunComparison.Figure.allCases.map { "\($0.rawValue)<-5%" } }

    /// Violations and possible violations of the rule, one sentence each; a figure missing in one run is a violation.
    func findings(in comparison: RunComparison) -> (failures: [String], warnings: [String]) {
        let changes = comparison.changes.filter { $0.figure == rule.figure }
        guard !changes.isEmpty else {
            return (["\(rule.figure.rawValue) is not known of both runs, so '\(text)' cannot be checked"], [])
        }
        func sentences(_ verdict: ChangeRule.Verdict) -> [String] {
            changes.filter { rule.verdict(on: $0) == verdict }.map(sentence)
        }
        let warnings = sentences(.unclear).map {
            $0
                + ": unclear, since the noise of the two runs explains it; a smaller --precision or a longer --budget tells"
        }
        return (sentences(.broken), warnings)
    }

    private func sentence(_ change: RunComparison.Change) -> String {
        let place = change.batchSize.map { " at batch size \($0)" } ?? ""
        var interval = ""
        if let low = change.low, let high = change.high {
            interval = " (\(Format.accuracy(low)) to \(Format.accuracy(high)))"
        }
        return
            "\(rule.figure.rawValue)\(place) changed by \(Format.accuracy(change.ratio))\(interval), and '\(text)' is not accepted"
    }
}
