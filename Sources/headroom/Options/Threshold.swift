import ArgumentParser
import HeadroomCore

/// A change of a figure that is not accepted: `samplesPerSecond<-5%`.
struct Threshold: ExpressibleByArgument, Equatable, Sendable {
    let figure: RunComparison.Figure
    let isBelow: Bool
    /// The change, relative to the earlier figure.
    let ratio: Double
    private let text: String

    init?(argument: String) {
        guard let position = argument.firstIndex(where: { $0 == "<" || $0 == ">" }),
            let figure = RunComparison.Figure(rawValue: String(argument[..<position].filter { $0 != " " }))
        else { return nil }
        var rest = argument[argument.index(after: position)...].filter { $0 != " " }
        guard rest.last == "%", let percent = Double(rest.dropLast()), percent.isFinite else { return nil }
        rest = ""
        self.figure = figure
        isBelow = argument[position] == "<"
        ratio = percent / 100
        text = argument
    }

    static var allValueStrings: [String] { RunComparison.Figure.allCases.map { "\($0.rawValue)<-5%" } }

    /// What does not meet the threshold, a sentence each; a figure that one of the runs lacks does not either.
    func failures(in comparison: RunComparison) -> [String] {
        let changes = comparison.changes.filter { $0.figure == figure }
        guard !changes.isEmpty else {
            return ["\(figure.rawValue) is not known of both runs, so '\(text)' cannot be checked"]
        }
        return changes.filter { isBelow ? $0.ratio < ratio : $0.ratio > ratio }.map { change in
            let place = change.batchSize.map { " at batch size \($0)" } ?? ""
            let percent = (change.ratio * 1000).rounded() / 10
            return "\(figure.rawValue)\(place) changed by \(percent) % (\(text))"
        }
    }
}
