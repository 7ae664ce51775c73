import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// A run followed by one on a single batch, with the scripts of the diagnosis benchmark.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct ConfirmTests {
    private func run(_ name: String) async throws -> (trial: TrialDocument, diagnosis: Diagnosis) {
        let result = try await Command.run(
            [
                "run", "--no-store", "--hide-output", "--confirm", "--export-json", "-", "--",
                try Needs.python(of: "pytorch"), "Benchmarks/diagnosis/training.py", name,
            ],
            environment: ["TRAINING_SECONDS": "3"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        return (try #require(document.trials.first), try #require(document.diagnosis))
    }

    @Test func waitingForDataIsConfirmed() async throws {
        let (trial, diagnosis) = try await repeating(while: { $0.diagnosis.boundBy == .contended }) {
            try await run("waits_for_a_slow_disk")
        }
        let (cached, step) = (try #require(trial.cachedBatchStepSeconds), try #require(trial.stepSeconds).mean)
        // Each sample takes 0.8 ms to load, 32 of them 26 ms.
        #expect(step > 0.025 && cached < 0.5 * step, "\(cached) \(step)")
        #expect(diagnosis.boundBy == .input && diagnosis.evidence.first?.contains("one batch again and again") == true)
    }

    @Test func whereLoadingCostsNothingItIsNotTheCause() async throws {
        let (trial, diagnosis) = try await run("small_perceptron")
        #expect(trial.cachedBatchStepSeconds != nil && diagnosis.boundBy != .input, "\(diagnosis)")
    }

    @Test func whereItCannotBeTriedThatIsSaid() async throws {
        let result = try await Command.run(
            [
                "run", "--no-store", "--hide-output", "--confirm", "--", Binaries.knownLaws, "--batch-size", "8",
                "--steps", "200",
            ]
        )
        #expect(result.status == 0 && result.output.contains("only the loaders of PyTorch"), "\(result)")
    }
}
