/// Regular expression that finds the steps of a training in its output.
///
/// Each line that matches reports the end of a step. The groups `step` (its number, if not every step has a line),
/// `samples` (number of samples of one step) and `loss` are optional.
package struct StepPattern: Equatable, Sendable {
    package let text: String

    /// Groups that are read.
    private static let groups = ["step", "samples", "loss"]

    /// Reason why a pattern cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Throws: ``Failure`` where the text is not a regular expression.
    package init(_ text: String) throws {
        do {
            _ = try Regex(text)
        } catch {
            throw Failure(description: "'\(text)' is not a regular expression: \(error)")
        }
        guard !text.isEmpty else { throw Failure(description: "an empty pattern matches everything") }
        self.text = text
    }

    /// Whether the lines contain the number of samples of a step; otherwise it cannot be verified that the batch size
    /// was adopted.
    package var hasSamplesGroup: Bool { text.contains("<samples>") }

    /// Values in one line.
    struct Found: Equatable {
        var step: Int?
        var samples: Int?
        var loss: Double?
    }

    /// Pattern in use, on one thread.
    struct Matcher {
        private let regex: Regex<AnyRegexOutput>

        init?(_ pattern: StepPattern) {
            guard let regex = try? Regex(pattern.text) else { return nil }
            self.regex = regex
        }

        func found(in line: String) -> Found? {
            guard let match = try? regex.firstMatch(in: line) else { return nil }
            func text(_ name: String) -> String? { match.output[name]?.substring.map(String.init) }
            return Found(
                step: text("step").flatMap { Int($0) },
                samples: text("samples").flatMap { Int($0) },
                // JSON cannot represent a loss that is NaN.
                loss: text("loss").flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
            )
        }
    }
}
