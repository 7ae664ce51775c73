/// Training command with its placeholders: `{batch}` for the batch size, `{lr}` for the learning rate, `{epochs}` for
/// the number of epochs, `{seed}`, and `{out}` for the trial's folder.
package struct CommandTemplate: Equatable, Sendable {
    /// Placeholder of an argument, except batch size and folder.
    package enum Placeholder: String, Hashable, CaseIterable, Sendable {
        case learningRate = "{lr}"
        case epochs = "{epochs}"
        case seed = "{seed}"
    }

    package let arguments: [String]

    package init(_ arguments: [String]) {
        self.arguments = arguments
    }

    private static let batchSize = "{batch}"

    /// Whether the command takes its batch size by a placeholder.
    package var takesBatchSize: Bool { takes(Self.batchSize) }

    package func takes(_ placeholder: Placeholder) -> Bool { takes(placeholder.rawValue) }

    private func takes(_ text: String) -> Bool { arguments.contains { $0.contains(text) } }

    /// Command of one trial.
    package func filled(
        batchSize: Int?,
        directory: String,
        values: [Placeholder: String] = [:]
    ) -> [String] {
        with(batchSize: batchSize, values: values).arguments.map { argument in
            argument.replacing("{out}", with: directory)
        }
    }

    /// Command with the known values of its placeholders filled in permanently.
    package func with(batchSize: Int?, values: [Placeholder: String]) -> CommandTemplate {
        CommandTemplate(
            arguments.map { argument in
                let argument = batchSize.map { argument.replacing(Self.batchSize, with: String($0)) } ?? argument
                return values.reduce(argument) { $0.replacing($1.key.rawValue, with: $1.value) }
            }
        )
    }

    /// Command without the options whose value is a placeholder, so that it uses its defaults: `--lr {lr}`,
    /// `--lr={lr}`, and Hydra's `train.lr={lr}`.
    ///
    /// - Parameters:
    ///   - kept: placeholders to keep.
    ///   - keepsBatchSize: whether to keep that of the batch size.
    /// - Returns: nil where a placeholder is a positional argument, without which the command may not start.
    package func leavingOpen(keeping kept: Set<Placeholder>, keepsBatchSize: Bool = false) -> CommandTemplate? {
        let open =
            (keepsBatchSize ? [] : [Self.batchSize])
            + Placeholder.allCases.filter { !kept.contains($0) }.map(\.rawValue)
        var left: [String] = []
        for argument in arguments {
            guard let placeholder = open.first(where: { argument.contains($0) }) else {
                left.append(argument)
                continue
            }
            if argument == placeholder, let option = left.last, option.hasPrefix("-"), !option.contains("=") {
                left.removeLast()
            } else if !Self.isSetting(argument, of: placeholder) {
                return nil
            }
        }
        return CommandTemplate(left)
    }

    /// Whether an argument consists of a name, an equals sign and the placeholder.
    private static func isSetting(_ argument: String, of placeholder: String) -> Bool {
        guard argument.hasSuffix("=\(placeholder)") else {
            return argument.hasPrefix("-") && argument.contains("=")
        }
        let name = argument.dropLast(placeholder.count + 1)
        return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.+@/".contains($0) }
    }
}
