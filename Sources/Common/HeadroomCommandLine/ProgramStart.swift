import ArgumentParser
import Dispatch
import Glibc

/// The entry point of a program: checks that threads can be started, without which no asynchronous code runs.
package enum ProgramStart {
    /// Runs the program, and ends it.
    package static func run(_ main: @escaping @Sendable () async -> Void) -> Never {
        StandardStream.holdClosedOnes()
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
    /// Parses the command line and runs the command; what it throws is printed here, and becomes the exit code.
    ///
    /// - Parameter first: what is done before the arguments are parsed.
    package static func start(
        _ arguments: [String],
        first: (_ arguments: [String]) throws -> Void = { _ in }
    ) async {
        // Inherited as ignored, SIGCHLD would hide how our own children end.
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
