import ArgumentParser
import HeadroomCommandLine
import HeadroomSchema

/// For the launcher: the libtorch that the engine is to be built against.
struct Libtorch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the folder of the libtorch that would be used.",
        shouldDisplay: false
    )

    func run() async throws {
        let candidates = await LibtorchSearch().candidates()
        guard let choice = LibtorchSearch.choice(among: candidates) else {
            StandardStream.message(
                """
                headroom: no libtorch was found.
                  Looked at HEADROOM_LIBTORCH, LIBTORCH, the active Python's torch, and what the launcher installed.
                  Install PyTorch \(LibtorchSearch.oldestVersion.major).\(LibtorchSearch.oldestVersion.minor) or newer, \
                or name a libtorch with --libtorch DIR.

                """
            )
            throw ExitCode.somethingMissing
        }
        if let problem = choice.problem {
            StandardStream.message(
                """
                headroom: the libtorch of \(choice.source), \(choice.path ?? "?"), cannot be used: \(problem).
                  Name another with --libtorch DIR, or unset it, so that headroom finds or installs one.

                """
            )
            throw ExitCode.somethingMissing
        }
        try StandardStream.output((choice.path ?? "") + "\n")
    }
}
