import HeadroomCommandLine
import HeadroomTorch
import HeadroomTraining
import Testing

@Suite struct ReportedErrorTests {
    @Test func whatWasAskedForIsToldFromWhatIsMissing() {
        let usage = WorkloadError(.usage, "the batch size 9 is larger than the data, which has 8")
        #expect(usage.failure == CommandFailure(usage.description, exitCode: .wrongUsage))
        #expect(WorkloadError(.data, "there is no folder x").failure == CommandFailure("there is no folder x"))
    }

    @Test func anErrorOfTheEngineHasItsExitCodeAndSaysWhatToDo() {
        func failure(_ code: TorchError.Code) -> CommandFailure {
            TorchError(code: code, operation: "linear", message: "no").failure
        }
        #expect(failure(.invalidArgument) == CommandFailure("no", exitCode: .wrongUsage))
        #expect(failure(.torch) == CommandFailure("linear: no", exitCode: .commandFailed))
        #expect(failure(.file) == CommandFailure("no", exitCode: .commandFailed))
        #expect(failure(.notLoaded).hint?.contains("headroom doctor") == true)
        #expect(failure(.outOfMemory).problems == ["out of memory in linear: no"])
        #expect(failure(.outOfMemory).hint?.contains("headroom fit") == true)
    }
}
