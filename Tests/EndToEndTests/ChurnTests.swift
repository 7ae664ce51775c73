import FoundationEssentials
import HeadroomCore
import HeadroomSchema
import TestSupport
import Testing

/// The workloads churn and lifetime-value through the release binary.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ChurnTests {
    private static let small = ["--customers", "2000", "--epochs", "2"]

    @Test func churnIsTrainedOnASimulatedCompany() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let command = try await Command.run(
            ["train", "churn"] + Self.small + [
                "--checkpoint", "\(folder.path)/churn.safetensors", "--predictions", "\(folder.path)/churn.csv",
            ]
        )
        #expect(command.status == 0, "\(command)")
        #expect(command.output.hasPrefix("SIMULATED DATA: simulated company, 2000 customers, seed 0\n"), "\(command)")
        for name in ["network", "base rate", "tenure only", "last use"] {
            #expect(command.output.contains("\n\(name) "), "\(command)")
        }
        let lines = try String(contentsOfFile: "\(folder.path)/churn.csv", encoding: .utf8).split(separator: "\n")
        #expect(lines.first == "customer_id,probability" && lines.count > 500)
        #expect(
            lines.dropFirst().allSatisfy { line in
                line.hasPrefix("simulated-") && line.split(separator: ",").last.flatMap { Double($0) } ?? 2 <= 1
            }
        )
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/churn.safetensors"))
    }

    @Test func lifetimeValuesAreTrainedOnASimulatedShop() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let command = try await Command.run([
            "train", "lifetime-value", "--customers", "3000", "--epochs", "2", "--checkpoint",
            "\(folder.path)/value.safetensors", "--predictions", "\(folder.path)/value.csv",
        ])
        #expect(command.status == 0, "\(command)")
        #expect(command.output.hasPrefix("SIMULATED DATA: simulated shop, 3000 customers, seed 0\n"), "\(command)")
        for name in ["network", "mean", "naive rate", "BG/NBD + Gamma-Gamma"] {
            #expect(command.output.contains("\n\(name) "), "\(command)")
        }
        let lines = try String(contentsOfFile: "\(folder.path)/value.csv", encoding: .utf8).split(separator: "\n")
        #expect(lines.first == "customer_id,value" && lines.count > 2000)
    }

    @Test func aFolderThatIsNotThereIsRefused() async throws {
        let command = try await Command.run(["train", "churn", "/nowhere"])
        #expect(command.status == 3 && command.errors.contains("/nowhere/subscriptions.csv"), "\(command)")
    }

    @Test(.disabled(if: Needs.isQuick)) func churnIsSwept() async throws {
        let command = try await Command.run([
            "sweep", "churn", "--no-store", "--batch-sizes", "64,512", "--budget", "20s", "--precision", "0.5",
            "--export-json", "-", "--", "--customers", "2000",
        ])
        #expect(command.status == 0, "\(command.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(document.workload == "churn")
        #expect(document.trials.allSatisfy { $0.outcome == .completed && $0.batchSizeSetBy == .argument })
        #expect(Set(document.points.map(\.batchSize)).isSuperset(of: [64, 512]))
    }

    @Test(.disabled(if: Needs.isQuick)) func allTrainingRowsFit() async throws {
        let command = try await Command.run([
            "fit", "churn", "--no-store", "--budget", "30s", "--export-json", "-", "--", "--customers", "2000",
        ])
        #expect(command.status == 0, "\(command.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(document.fits?.limitedBy == .data && document.fits?.batchSize ?? 0 > 5000)
    }

    @Test(.disabled(if: Needs.isQuick)) func whatChurnLearnsAtEachBatchSize() async throws {
        let command = try await Command.run(
            [
                "learn", "churn", "--no-store", "--seeds", "2", "--batch-sizes", "256,2048", "--no-remedies",
                "--budget", "60s", "--export-json", "-", "--",
            ] + Self.small
        )
        #expect(command.status == 0, "\(command.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        let learning = try #require(document.learning)
        #expect(document.kind == .learn && document.learns != nil)
        #expect(learning.results.contains { $0.batchSize == 2048 && $0.test != nil })
    }
}
