import HeadroomTrials
import Testing

@Suite struct LastExceptionTests {
    private func exception(_ lines: String...) -> String? {
        TrialError(.command, "the command failed", lastLines: lines).lastException
    }

    @Test func theLineThatNamesAnExceptionIsFound() {
        let tail = "wandb: run history", noise = "terminate: cleaning up"
        #expect(exception("  File \"a.py\", line 1", "ValueError: no batch of 1", tail) == "ValueError: no batch of 1")
        #expect(exception("[rank1]: torch.OutOfMemoryError: CUDA", "[rank1]: x") == "torch.OutOfMemoryError: CUDA")
        #expect(exception("KeyError: 1", "RuntimeError: second", tail, noise) == "RuntimeError: second")
        #expect(exception("KeyboardInterrupt", tail) == "KeyboardInterrupt")
    }

    @Test func whatStandsLastAnyhowIsNotRepeated() {
        #expect(exception("Traceback", "ValueError: x") == nil)
        #expect(exception("no exception here", "Error rate: 3 %", "an Error: none") == nil)
        #expect(exception() == nil)
    }
}
