/// A regular expression that finds the steps of a training in what it writes.
///
/// Each line that matches says that a step has ended. The groups `step` (its number, where not every step has a line),
/// `samples` (the samples of one step) and `loss` are optional.
package struct StepPattern: Equatable, Sendable {
    package let text: String

    /// The groups that are read.
    private static let groups = ["step", "samples", "loss"]

    /// Why a pattern cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Throws: ``Failure`` where the text is no regular expression.
    package init(_ text: String) throws {
        do {
            _ = try Regex(text)
        } catch {
            throw Failure(description: "'\(text)' is no regular expression: \(error)")
        }
        guard !text.isEmpty else { throw Failure(description: "an empty pattern matches everything") }
        self.text = text
    }

    /// Whether the lines say how many samples a step had; else nobody can tell whether the batch size was taken.
    package var hasSamplesGroup: Bool { text.contains("<samples>") }

    /// What one line says.
    struct Found: Equatable {
        var step: Int?
        var samples: Int?
        var loss: Double?
    }

    /// A pattern at work, on one thread.
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
                // JSON has no way to say that a loss is no number.
                loss: text("loss").flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
            )
        }
    }
}
