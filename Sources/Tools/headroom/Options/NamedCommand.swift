import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomTrials

/// Command with its name in a comparison: `torch=python train.py --batch-size {batch}`.
struct NamedCommand: Equatable, Sendable {
    let name: String
    /// Command as given by the user.
    let text: String

    init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(" "), parts[1].contains(where: { $0 != " " })
        else {
            throw ValidationError("'\(argument)' is not NAME='COMMAND', as in torch='python train.py'.")
        }
        self.init(name: parts[0], text: parts[1])
    }

    /// Command to start: a shell parses the text.
    var template: CommandTemplate { CommandTemplate(["/bin/sh", "-c", text]) }
}

/// Scripts in `Examples`, each with the Python that has its framework.
enum ExampleCommands {
    private static let scripts = [
        ("pytorch", "pytorch.py"), ("tensorflow", "tensorflow_keras.py"), ("mxnet", "mxnet_gluon.py"),
        ("jax", "jax_loop.py"),
    ]

    static func all() throws -> [NamedCommand] {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HEADROOM_HOME"] ?? ".headroom"
        let frameworks = environment["HEADROOM_FRAMEWORKS"] ?? "\(home)/frameworks"
        let folder = environment["HEADROOM_EXAMPLES"] ?? "Examples"
        return try scripts.map { name, script in
            let python = "\(frameworks)/\(name)/bin/python"
            for path in [python, "\(folder)/\(script)"] where !FileManager.default.fileExists(atPath: path) {
                throw CommandFailure(
                    "\(path) is missing",
                    hint: "The launcher makes it: ./headroom compare --examples"
                )
            }
            let data = "\(environment["HEADROOM_DATA"] ?? "\(home)/data")/digits.csv"
            // The number of epochs is large enough for every trial: Headroom ends the process after the measurement.
            return NamedCommand(
                name: name,
                text: "\(word(python)) \(word("\(folder)/\(script)")) --data \(word(data)) --epochs 100000 "
                    + "--batch-size {batch}"
            )
        }
    }

    /// A path as one word of a shell's command.
    private static func word(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
        return isPlain ? path : "'\(path.replacing("'", with: "'\\''"))'"
    }
}
