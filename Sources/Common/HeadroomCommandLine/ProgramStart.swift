import ArgumentParser
import Dispatch
import Glibc

/// The entry point of a program: checks that threads can be started, without which no asynchronous code runs.
package enum ProgramStart {
    /// Runs the program, and ends it.
    package static func run(_ main: @escaping @Sendable () async -> Void) -> Never {
        StandardStream.holdClosedOnes()
        guard Limits.canStartThreads(Limits.leastThreadsOfAnyCommand) else {
            StandardStream.message(
                "headroom: fewer than \(Limits.leastThreadsOfAnyCommand) threads can be started here\n"
                    + "  See 'ulimit -u', and pids.max of the control group.\n"
            )
            exit(ExitCode.somethingMissing.rawValue)
        }
        Task {
            await main()
            exit(0)
        }
        dispatchMain()
    }
}

extension ParsableCommand {
    /// Parses the command line and runs the command; output that cannot be written ends every command in the same way.
    package static func start(_ arguments: [String]) async {
        // Inherited as ignored, SIGCHLD would hide how our own children end.
        signal(SIGCHLD, SIG_DFL)
        do {
            var command = try parseAsRoot(arguments)
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
