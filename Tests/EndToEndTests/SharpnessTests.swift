import FoundationEssentials
import HeadroomCore
import HeadroomSchema
import TestSupport
import Testing

/// Two trainings, and the sharpness of their minima, through the release binary.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct SharpnessTests {
    private let folder = "/tmp/headroom-sharpness-\(UInt32.random(in: .min ... .max))"

    /// Trains two checkpoints of the perceptron in a separate folder.
    private func trained(_ body: (_ small: String, _ large: String) async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, batchSize, epochs) in [("small", "32", "20"), ("large", "1024", "200")] {
            let training = try await Command.run([
                "train", "digits", "--batch-size", batchSize, "--epochs", epochs, "--checkpoint",
                "\(folder)/\(name).safetensors",
            ])
            #expect(training.status == 0, "\(training)")
        }
        try await body("\(folder)/small.safetensors", "\(folder)/large.safetensors")
    }

    @Test func twoSolutionsAreComparedAndExported() async throws {
        try await trained { small, large in
            let command = try await Command.run([
                "sharpness", "digits", small, large, "--export-json", "\(folder)/a.json", "--html", "\(folder)/a.html",
            ])
            #expect(command.status == 0, "\(command)")
            #expect(command.output.contains("The line through both") && command.output.contains("1,024"))
            let json = try #require(FileManager.default.contents(atPath: "\(folder)/a.json"))
            let document = try JSONDecoder().decode(SharpnessDocument.self, from: json)
            #expect(document.schema == "headroom.sharpness/1" && document.parameters == 9610)
            #expect(document.solutions.map(\.name) == ["small", "large"])
            #expect(document.solutions.map(\.batchSize) == [32, 1024])
            #expect(document.solutions.allSatisfy { $0.fullSpace?.count == 2 && $0.randomSubspace?.count == 2 })
            #expect(document.line?.count == 25)
            let page = String(
                decoding: FileManager.default.contents(atPath: "\(folder)/a.html") ?? Data(),
                as: UTF8.self
            )
            #expect(page.contains("<svg") && page.contains("Accuracy"))
        }
    }

    @Test func withoutItsLibraryTheLineIsStillThere() async throws {
        try await trained { small, large in
            let command = try await Command.run(
                ["sharpness", "digits", small, large, "--export-json", "-"],
                environment: ["HEADROOM_LBFGSB": "/nowhere/liblbfgsb.so"]
            )
            #expect(command.status == 0, "\(command)")
            let document = try JSONDecoder().decode(SharpnessDocument.self, from: Data(command.output.utf8))
            #expect(document.line?.count == 25)
            #expect(document.solutions.allSatisfy { $0.fullSpace == nil && $0.reason != nil })
            #expect(command.output.contains("\"fullSpace\" : null"))
        }
    }

    @Test func whatIsNoCheckpointIsRefused() async throws {
        try await trained { small, _ in
            func expect(_ arguments: [String], status: Int, says text: String) async throws {
                let command = try await Command.run(["sharpness", "digits"] + arguments)
                #expect(command.status == status, "\(command)")
                #expect(command.errors.contains(text), "\(command.errors)")
            }
            try await expect(["/nowhere/x.safetensors"], status: 3, says: "/nowhere/x.safetensors cannot be read")
            try await expect(["\(Needs.data)/digits.csv"], status: 3, says: "is not a whole safetensors file")
            try await expect(
                [small, "--model", "cnn"],
                status: 64,
                says: "has the model mlp, and --model asks for cnn"
            )
            try await expect([small, "--directions", "9611"], status: 64, says: "the model has 9610 parameters")
            try await expect([small, "--epsilons", "0"], status: 64, says: "--epsilons")
            try await expect([small, small, small], status: 64, says: "Name one checkpoint or two.")
            let other = "\(folder)/other.safetensors"
            let training = try await Command.run([
                "train", "digits", "--samples", "200", "--image-size", "4", "--epochs", "1", "--checkpoint", other,
            ])
            #expect(training.status == 0, "\(training)")
            try await expect([small, other], status: 3, says: "was trained on images of shape 1 4 4 10")
        }
    }
}
