/// A training command with its placeholders: `{batch}` for the batch size, `{out}` for the trial's folder.
package struct CommandTemplate: Equatable, Sendable {
    package let arguments: [String]

    package init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Whether the command takes its batch size by a placeholder.
    package var takesBatchSize: Bool {
        arguments.contains { $0.contains("{batch}") }
    }

    /// The command of one trial.
    package func filled(batchSize: Int?, directory: String) -> [String] {
        arguments.map { argument in
            let argument = batchSize.map { argument.replacing("{batch}", with: String($0)) } ?? argument
            return argument.replacing("{out}", with: directory)
        }
    }
}
