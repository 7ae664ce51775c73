import ArgumentParser
import Dispatch
import Glibc

/// Entry point of a program; checks that threads can be started, which all asynchronous code needs.
package enum ProgramStart {
    /// Runs the program and exits.
    package static func run(_ main: @escaping @Sendable () async -> Void) -> Never {
        StandardStream.occupyClosedDescriptors()
        guard Limits.canStartThreads(Limits.leastThreadsOfAnyCommand) else {
            let failure = CommandFailure(
                "fewer than \(Limits.leastThreadsOfAnyCommand) threads can be started here",
                hint: "See 'ulimit -u', and pids.max of the control group."
            )
            StandardStream.message("\(failure)")
            exit(failure.exitCode.rawValue)
        }
        Task {
            await main()
            exit(0)
        }
        dispatchMain()
    }
}

extension ParsableCommand {
    /// Parses the command line and runs the command; errors are printed here and determine the exit code.
    ///
    /// - Parameter first: called before the arguments are parsed.
    package static func start(
        _ arguments: [String],
        first: (_ arguments: [String]) throws -> Void = { _ in }
    ) async {
        // If SIGCHLD were inherited as ignored, the exit status of child processes would be lost.
        signal(SIGCHLD, SIG_DFL)
        do {
            try first(arguments)
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandFailure(error) else { exit(withError: error) }
            StandardStream.message("\(failure)")
            exit(withError: failure.exitCode)
        }
    }
}
