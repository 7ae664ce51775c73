import ArgumentParser

/// Commands that other programs carry out; declared here for the help.
enum CommandsOfOtherPrograms {
    /// The program of a command, with the arguments that replace its name.
    private static let programs: [String: (program: OtherProgram, first: [String])] = [
        "train": (.train, ["train"]), "play": (.train, ["play"]), "sharpness": (.train, ["sharpness"]),
        "reconstruct": (.train, ["reconstruct"]), "scenes": (.train, ["explore-scenes"]),
        "libtorch": (.train, ["libtorch"]),
        "customers": (.customers, []),
    ]

    /// Executes the program of a command, or its help; returns for the commands of this program.
    static func executeOtherProgram(_ arguments: [String]) throws {
        let asksForHelp = arguments.first == "help"
        let rest = arguments.dropFirst(asksForHelp ? 1 : 0)
        guard let command = rest.first, let (program, first) = programs[command] else { return }
        try program.exec(first + rest.dropFirst() + (asksForHelp ? ["--help"] : []))
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

/// Reconstructs an object from pictures of it.
struct Reconstruct: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reconstruct an object from pictures of it as a mesh or a volume."
    )
}

/// Generates scenes and flies through them.
struct Scenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Generate scenes from a sentence, a picture or nothing, and fly through them."
    )
}

/// Reports on the customers of a company.
struct Customers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report what a company earns each month, what a customer is worth, and what one costs."
    )
}
