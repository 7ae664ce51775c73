import ArgumentParser
import HeadroomCommandLine
import HeadroomSchema

/// Prints the libtorch that the engine is to be built against, for the launcher.
struct Libtorch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the folder of the libtorch that would be used.",
        shouldDisplay: false
    )

    func run() async throws {
        let candidates = await LibtorchSearch().candidates()
        guard let choice = LibtorchSearch.choice(among: candidates) else {
            throw CommandFailure(
                "no libtorch was found.",
                hint: """
                    Looked at HEADROOM_LIBTORCH, LIBTORCH, the active Python's torch, and what the launcher installed.
                    Install PyTorch \(LibtorchSearch.oldestVersion.major).\(LibtorchSearch.oldestVersion.minor) or newer, \
                    or name a libtorch with --libtorch DIR.
                    """
            )
        }
        if let problem = choice.problem {
            throw CommandFailure(
                "the libtorch of \(choice.source), \(choice.path ?? "?"), cannot be used: \(problem).",
                hint: "Name another with --libtorch DIR, or unset it, so that headroom finds or installs one."
            )
        }
        try StandardStream.output((choice.path ?? "") + "\n")
    }
}
