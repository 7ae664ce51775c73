package import HeadroomCore

/// Finds evaluation results in the output of a training.
package struct EvaluationPattern: Equatable, Sendable {
    package let text: String
    /// Measure of a match; nil where the group `name` contains it.
    package let given: Metric?

    /// Matches a number after a name for test or validation data: `test accuracy 97.2%`, `val_loss: 0.31`.
    package static let usual = EvaluationPattern(
        #"(?i)\b(?<split>test|val|valid|validation|eval)(?:uation)?[ _/-]{0,2}(?<name>acc(?:uracy)?|top-?1|f1|auc|loss|error|perplexity)"#
            + #"\w*\s*[:=]?\s*(?<value>[-+]?(?:nan|inf|[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?))\s*(?<percent>%)?"#
    )

    private init(_ text: String) {
        (self.text, given) = (text, nil)
    }

    /// - Parameters:
    ///   - text: regular expression with a group `value`.
    ///   - measure: measure of the value.
    /// - Throws: ``StepPattern/Failure`` where the text is not a regular expression, or has no such group.
    package init(_ text: String, measure: Metric) throws {
        _ = try StepPattern(text)
        guard text.contains("(?<value>") else {
            throw StepPattern.Failure(description: "'\(text)' has no group (?<value>...) for the figure")
        }
        (self.text, given) = (text, measure)
    }

    /// Measured value in the output.
    struct Found: Equatable {
        var measure: Metric
        /// Split, as named in the line.
        var split = ""
        var value: Double
    }

    /// Pattern in use, on one thread.
    struct Matcher {
        private let regex: Regex<AnyRegexOutput>
        private let given: Metric?

        init?(_ pattern: EvaluationPattern) {
            guard let regex = try? Regex(pattern.text) else { return nil }
            self.regex = regex
            given = pattern.given
        }

        /// Values in a line; the last one, where it has several of one name.
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

/// Reads the measured values in the lines of a command's output.
struct EvaluationReader {
    private let matcher: EvaluationPattern.Matcher?
    private var lines = OutputLines()

    init(_ pattern: EvaluationPattern) {
        matcher = EvaluationPattern.Matcher(pattern)
    }

    /// Appends bytes of one stream, and passes on the values in the lines that they complete.
    mutating func append(_ bytes: UnsafeRawBufferPointer, found: (EvaluationPattern.Found) -> Void) {
        let matcher = matcher
        lines.append(bytes) { line in matcher?.found(in: line).forEach(found) }
    }

    /// Ends the stream, and passes on the values of a last line without a line feed.
    mutating func finish(found: (EvaluationPattern.Found) -> Void) {
        let matcher = matcher
        lines.finish { line in matcher?.found(in: line).forEach(found) }
    }
}
