import FoundationEssentials
import HeadroomCore
import HeadroomDigits
import HeadroomSchema
import TestSupport
import Testing

/// The workload through the release binary, as users run it.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct DigitsTests {
    @Test func theDigitsAreTrained() async throws {
        let checkpoint = "/tmp/headroom-digits-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { try? FileManager.default.removeItem(atPath: checkpoint) }
        let command = try await Command.run([
            "train", "digits", "--batch-size", "64", "--epochs", "20", "--checkpoint", checkpoint,
        ])
        #expect(command.status == 0, "\(command)")
        #expect(command.output.contains("460 steps at batch size 64"))
        #expect(command.output.contains("1442 training and 355 test samples"))
        #expect(FileManager.default.fileExists(atPath: checkpoint))
    }

    @Test func aTrainingGoesOnFromItsCheckpoint() async throws {
        let checkpoint = "/tmp/headroom-digits-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { try? FileManager.default.removeItem(atPath: checkpoint) }
        let train = ["train", "digits", "--checkpoint", checkpoint, "--epochs"]
        let first = try await Command.run(train + ["2"])
        #expect(first.status == 0 && first.output.contains("46 steps"), "\(first)")
        let over = try await Command.run(train + ["2", "--resume", checkpoint])
        #expect(over.status == 64 && over.errors.contains("has been trained for 2 epochs already"), "\(over)")
        let resumed = try await Command.run(train + ["4", "--resume", checkpoint])
        #expect(resumed.status == 0 && resumed.output.contains("92 steps"), "\(resumed)")
    }

    @Test func everyRemedyIsAnOptionOfTheCommand() async throws {
        let checkpoint = "/tmp/headroom-digits-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { try? FileManager.default.removeItem(atPath: checkpoint) }
        let training = LargerBatch(baseBatchSize: 64, batchSize: 256, epochs: 20, trainingSamples: 1442)
        for remedy in Digits.remedies(for: training) {
            let command = try await Command.run(
                ["train", "digits", "--batch-size", "256", "--checkpoint", checkpoint] + remedy.arguments
            )
            #expect(command.status == 0, "\(remedy.name): \(command)")
            let accuracy = command.output.split(separator: " ").compactMap { Double($0) }.last ?? 0
            #expect(accuracy > 80, "\(remedy.name): \(command)")
        }
    }

    @Test func theBatchSizesOfATrainingAreTold() async throws {
        let plain = ["train", "digits", "--epochs", "2", "--checkpoint", "/tmp/headroom-told.safetensors"]
        defer { try? FileManager.default.removeItem(atPath: "/tmp/headroom-told.safetensors") }
        let accumulated = try await Command.run(plain + ["--batch-size", "50", "--accumulation", "3"])
        #expect(accumulated.output.contains("20 steps of 3 batches of 50 "), "\(accumulated)")
        let grown = try await Command.run(
            plain + ["--schedule", #"[{"fromFraction":0,"batchSize":100},{"fromFraction":0.5,"batchSize":200}]"#]
        )
        #expect(grown.output.contains("23 steps at batch sizes 100, 200 "), "\(grown)")
    }

    @Test(.disabled(if: Needs.isQuick)) func theDigitsAreSwept() async throws {
        let command = try await Command.run([
            "sweep", "digits", "--budget", "40s", "--precision", "0.5", "--export-json", "-", "--", "--threads", "1",
        ])
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(command.status == 0, "\(command.errors)")
        #expect(document.workload == "digits")
        #expect(document.fits?.batchSize == 1442 && document.fits?.limitedBy == .data)
        #expect(document.fits?.estimatedBatchSize ?? 0 > 1442)
        #expect(document.trials.allSatisfy { $0.outcome == .completed && $0.batchSizeSetBy == .argument })
        #expect(document.points.count >= 6)
        #expect(document.recommendation != nil)
        #expect(document.machine.frameworks["headroom-torch"]?.hasPrefix("libtorch-") == true)
    }

    /// The noise scale of this network at its start is 78 to 80, computed separately from batches at a fixed point and
    /// from all per-sample gradients.
    @Test(.disabled(if: Needs.isQuick)) func theNoiseOfTheirGradientsIsMeasured() async throws {
        let command = try await Command.run([
            "learn", "--quick", "digits", "--budget", "60s", "--export-json", "-", "--", "--threads", "1",
        ])
        #expect(command.status == 0, "\(command.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        let noise = try #require(document.laws.noise)
        #expect(noise.stages.map(\.observations) == [25, 100, 100])
        let start = try #require(noise.stages.first?.scale)
        #expect(start.low < 160 && start.high > 40, "\(start)")
        #expect(noise.criticalBatchSize != nil && document.learns?.measuredBy == .noise)
        let recommendation = try #require(document.recommendation)
        #expect(document.points.contains { $0.batchSize == recommendation.batchSize })
        #expect(recommendation.learningRateFactor ?? 0 > 0)
        #expect(document.kind == .learn)
        #expect(document.candidates.map(\.name).contains(.recommended))
        #expect(document.trials.contains { $0.purpose == .gradient && $0.outcome == .completed })
    }

    @Test func memoryEndsAFitOfTheConvolutionalNetwork() async throws {
        let command = try await Command.run([
            "fit", "digits", "--memory-limit", "700MB", "--budget", "120s", "--export-json", "-", "--", "--model",
            "cnn",
            "--samples", "100000", "--image-size", "32", "--threads", "1",
        ])
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        let fits = try #require(document.fits)
        #expect(fits.limitedBy == .host && fits.verified)
        #expect(fits.probes <= 12 && fits.outOfMemoryProbes <= 2)
        // The certainty depends on how well this allocator's peaks fit a line, which varies.
        let probabilities = fits.probabilities.map(\.probability)
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(probabilities.first ?? 0 > 0.6 && probabilities.last ?? 1 < 0.4)
    }

    @Test func aSyntheticSetIsTrained() async throws {
        let command = try await Command.run([
            "train", "digits", "--samples", "500", "--image-size", "16", "--epochs", "1", "--model", "cnn",
            "--checkpoint",
            "/dev/null/nowhere",
        ])
        #expect(command.status == 1 || command.status == 3, "a checkpoint that cannot be written is told: \(command)")
        #expect(command.errors.contains("nowhere"))
    }
}
