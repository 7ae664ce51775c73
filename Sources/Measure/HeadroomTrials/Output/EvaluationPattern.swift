package import HeadroomCore

/// Finds in what a training writes how well its model does on its test data.
package struct EvaluationPattern: Equatable, Sendable {
    package let text: String
    /// What a match stands for; nil where the group `name` says so.
    package let given: Metric?

    /// A figure that follows a name of test or validation data: `test accuracy 97.2%`, `val_loss: 0.31`.
    package static let usual = EvaluationPattern(
        #"(?i)\b(?<split>test|val|valid|validation|eval)(?:uation)?[ _/-]{0,2}(?<name>acc(?:uracy)?|top-?1|f1|auc|loss|error|perplexity)"#
            + #"\w*\s*[:=]?\s*(?<value>[-+]?(?:nan|inf|[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?))\s*(?<percent>%)?"#
    )

    private init(_ text: String) {
        (self.text, given) = (text, nil)
    }

    /// - Parameters:
    ///   - text: a regular expression with a group `value`.
    ///   - measure: what the value is.
    /// - Throws: ``StepPattern/Failure`` where the text is no regular expression, or has no such group.
    package init(_ text: String, measure: Metric) throws {
        _ = try StepPattern(text)
        guard text.contains("(?<value>") else {
            throw StepPattern.Failure(description: "'\(text)' has no group (?<value>...) for the figure")
        }
        (self.text, given) = (text, measure)
    }

    /// A figure that was found.
    struct Found: Equatable {
        var measure: Metric
        /// The part of the data, as the line names it.
        var split = ""
        var value: Double
    }

    /// A pattern at work, on one thread.
    struct Matcher {
        private let regex: Regex<AnyRegexOutput>
        private let given: Metric?

        init?(_ pattern: EvaluationPattern) {
            guard let regex = try? Regex(pattern.text) else { return nil }
            self.regex = regex
            given = pattern.given
        }

        /// What a line says; the last figure, where it says several of one name.
        func found(in line: String) -> [Found] {
            line.matches(of: regex).compactMap { match in
                func text(_ name: String) -> String? { match.output[name]?.substring.map(String.init) }
                guard let value = text("value").flatMap({ Double($0.lowercased()) }) else { return nil }
                let share = text("percent") == nil ? value : value / 100
                let measure = given ?? Self.measure(named: text("name") ?? "")
                return Found(measure: measure, split: text("split") ?? "", value: share)
            }
        }

        private static func measure(named name: String) -> Metric {
            let name = name.lowercased()
            if name.hasPrefix("acc") || name.hasPrefix("top") { return .accuracy }
            return Metric(name: name, isHigherBetter: ["f1", "auc"].contains(name))
        }
    }
}

/// Reads the figures in the lines that a command writes.
struct EvaluationReader {
    private let matcher: EvaluationPattern.Matcher?
    private var lines = OutputLines()

    init(_ pattern: EvaluationPattern) {
        matcher = EvaluationPattern.Matcher(pattern)
    }

    /// Takes bytes of one stream in, and hands out the figures in the lines that they complete.
    mutating func append(_ bytes: UnsafeRawBufferPointer, found: (EvaluationPattern.Found) -> Void) {
        let matcher = matcher
        lines.append(bytes) { line in matcher?.found(in: line).forEach(found) }
    }

    /// Takes in the end of the stream, and hands out the figures of a last line without a line feed.
    mutating func finish(found: (EvaluationPattern.Found) -> Void) {
        let matcher = matcher
        lines.finish { line in matcher?.found(in: line).forEach(found) }
    }
}
