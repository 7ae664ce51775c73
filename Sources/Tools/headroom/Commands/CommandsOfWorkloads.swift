import ArgumentParser

/// The commands that `headroom-train` carries out; here they stand in the help.
enum CommandsOfWorkloads {
    /// The arguments of `headroom-train` in place of the command's name.
    private static let first = [
        "train": ["train"], "play": ["play"], "sharpness": ["sharpness"], "libtorch": ["libtorch"],
    ]

    /// Becomes `headroom-train` where its command is asked for, or the help on it.
    static func goOn(_ arguments: [String]) throws {
        let asksForHelp = arguments.first == "help"
        let rest = arguments.dropFirst(asksForHelp ? 1 : 0)
        guard let command = rest.first, let first = first[command] else { return }
        try TrainingProgram.become(first + rest.dropFirst() + (asksForHelp ? ["--help"] : []))
    }
}

/// Train a workload.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train a workload that ships with headroom.")
}

/// See what a workload learned.
struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "See what a trained workload does.")
}

/// How sharp the minima are that trainings ended in.
struct Sharpness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how sharp the minimum is that a training ended in, or compare two."
    )
}
