import ArgumentParser

/// Commands that `headroom-train` runs; declared here for the help.
enum CommandsOfWorkloads {
    /// Arguments of `headroom-train` that replace the name of the command.
    private static let first = [
        "train": ["train"], "play": ["play"], "sharpness": ["sharpness"], "libtorch": ["libtorch"],
    ]

    /// Executes `headroom-train` for one of its commands, or for its help; returns for other commands.
    static func goOn(_ arguments: [String]) throws {
        let asksForHelp = arguments.first == "help"
        let rest = arguments.dropFirst(asksForHelp ? 1 : 0)
        guard let command = rest.first, let first = first[command] else { return }
        try TrainingProgram.become(first + rest.dropFirst() + (asksForHelp ? ["--help"] : []))
    }
}

/// Trains a workload.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train a workload that ships with headroom.")
}

/// Shows a trained workload in action.
struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "See what a trained workload does.")
}

/// Measures the sharpness of the minima that trainings converged to.
struct Sharpness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how sharp the minimum is that a training ended in, or compare two."
    )
}
