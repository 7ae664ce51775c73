import HeadroomCommandLine
import HeadroomSystem
import Testing

@Suite struct CommandFailureTests {
    @Test func whatToDoStandsBelowWhatWasWrong() {
        #expect("\(CommandFailure("there is no file x"))" == "headroom: there is no file x\n")
        let failure = CommandFailure("there is no file x", hint: "name another\nor none")
        #expect("\(failure)" == "headroom: there is no file x\n  name another\n  or none\n")
    }

    @Test func everyProblemHasALine() {
        #expect(
            CommandFailure(["x is full", "y is full"]).map { "\($0)" } == "headroom: x is full\nheadroom: y is full\n"
        )
        #expect(CommandFailure([]) == nil)
    }

    @Test func theLastLinesOfTheCommandFollowTheHint() {
        var failure = CommandFailure("the command failed", hint: "see its data", exitCode: .commandFailed)
        failure.outputFolder = "/logs/1"
        #expect("\(failure)" == "headroom: the command failed\n  see its data\n")
        failure.lastLines = ["Traceback:", "  line 1"]
        let lines = ["  The last lines of the command:", "    Traceback:", "      line 1", "  All of it: /logs/1", ""]
        #expect("\(failure)" == "headroom: the command failed\n  see its data\n" + lines.joined(separator: "\n"))
    }

    @Test func anErrorOfAModuleBecomesOne() {
        struct Unknown: Error {}
        let failure = CommandFailure("x is full", exitCode: .thresholdNotMet)
        #expect(CommandFailure(failure) == failure)
        #expect(CommandFailure(FileFailure("x is a file, no folder")) == CommandFailure("x is a file, no folder"))
        #expect(CommandFailure(Unknown()) == nil)
    }

    @Test func aFileThatCannotBeWrittenIsNamed() {
        let failure = CommandFailure("cannot write to /nowhere/page.html: the folder /nowhere does not exist")
        #expect(throws: failure) { try OutputFile.check("/nowhere/page.html") }
        #expect(throws: CommandFailure("cannot write to /dev/full: No space left on device")) {
            try OutputFile.write("x", to: "/dev/full")
        }
    }
}
