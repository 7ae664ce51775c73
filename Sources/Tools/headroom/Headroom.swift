import ArgumentParser
import HeadroomCommandLine

/// Entry point of the program.
@main
enum Program {
    static func main() {
        ProgramStart.run {
            let arguments = Array(CommandLine.arguments.dropFirst())
            await Headroom.start(arguments, first: CommandsOfOtherPrograms.executeOtherProgram)
        }
    }
}

/// Command line of `headroom`.
struct Headroom: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom",
        abstract: "Find the batch size that fits, that pays, and at which a model still learns.",
        discussion: """
            Works on any training command, and on workloads of its own. Data goes to standard output, progress and \
            messages to standard error.

            Exit codes: 0 done; 1 the training command failed; 2 a stated threshold was not met; 3 something this \
            needs is missing; 64 wrong usage; 128+n stopped by signal n.
            """,
        version: Version.current,
        subcommands: [
            Sweep.self, Fit.self, Learn.self, Run.self, Compare.self, Train.self, Play.self, Reconstruct.self,
            Scenes.self,
            Watch.self, Runs.self, Resume.self, Cancel.self, Node.self,
            Report.self, Survey.self, Sharpness.self, Export.self, Customers.self, Doctor.self,
        ]
    )
}
