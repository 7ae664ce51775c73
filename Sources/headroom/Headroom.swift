import ArgumentParser
import Dispatch
import Glibc

/// Where the program starts: without threads nothing that is asynchronous ever begins, so they are seen to first.
@main
enum Program {
    static func main() {
        StandardStream.holdClosedOnes()
        guard Limits.canStartThreads(Limits.leastThreadsOfAnyCommand) else {
            StandardStream.message(
                "headroom: fewer than \(Limits.leastThreadsOfAnyCommand) threads can be started here\n"
                    + "  See 'ulimit -u', and pids.max of the control group.\n"
            )
            exit(ExitCode.somethingMissing.rawValue)
        }
        Task {
            await Headroom.main()
            exit(0)
        }
        dispatchMain()
    }
}

/// The command line: how much of an accelerator a training job leaves unused, and what to do about it.
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
        version: "0.1.0",
        subcommands: [
            Sweep.self, Fit.self, Learn.self, Run.self, Compare.self, Train.self, Play.self, Watch.self, Runs.self,
            Report.self,
            Survey.self, Sharpness.self,
            Export.self, Doctor.self, Libtorch.self,
        ]
    )

    /// Parses the command line and does what it says; output that cannot be written ends every command in the same way.
    static func main() async {
        // Inherited as ignored, SIGCHLD would hide how our own children end.
        signal(SIGCHLD, SIG_DFL)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as OutputFailure {
            StandardStream.message("headroom: \(failure)\n")
            exit(withError: ExitCode.somethingMissing)
        } catch {
            exit(withError: error)
        }
    }
}
