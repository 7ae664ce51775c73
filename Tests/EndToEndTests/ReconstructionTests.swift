import FoundationEssentials
import HeadroomCore
import HeadroomSchema
import TestSupport
import Testing

/// The workload reconstruction through the release binary, from a training to a mesh.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ReconstructionTests {
    private static let small = ["--shapes", "40", "--views", "2", "--epochs", "1"]

    @Test func aPictureBecomesAMesh() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let (model, shapes) = ("\(folder.path)/model.safetensors", "\(folder.path)/shapes")
        let training = try await Command.run(["train", "reconstruction"] + Self.small + ["--checkpoint", model])
        #expect(training.status == 0, "\(training)")
        #expect(training.output.hasPrefix("40 shapes, 80 pictures, "), "\(training)")
        #expect(training.output.contains("5 steps at batch size 16"), "\(training)")

        let drawn = try await Command.run(["reconstruct", "draw", "-o", shapes, "--shapes", "2", "--views", "2"])
        #expect(drawn.status == 0, "\(drawn)")
        let names = try FileManager.default.contentsOfDirectory(atPath: shapes).sorted()
        #expect(
            names == [
                "chair-1-1.png", "chair-1-2.png", "chair-1.glb", "table-2-1.png", "table-2-2.png", "table-2.glb",
            ]
        )

        // After five steps no cell is probable, and any threshold below the highest probability has a surface.
        let pictures = ["\(shapes)/chair-1-1.png", "\(shapes)/chair-1-2.png", "--checkpoint", model]
        let object = try await Command.run(
            ["reconstruct"] + pictures + [
                "-o", "\(folder.path)/chair.glb", "--threshold", "0.05", "--resolution", "64",
                "--page", "\(folder.path)/chair.html", "--sheet", "\(folder.path)/sheet.png",
                "--turntable", "\(folder.path)/turn.png", "--truth", "\(shapes)/chair-1.glb",
            ]
        )
        #expect(object.status == 0 && object.output.contains("of 64 x 64 x 64 cells are occupied"), "\(object)")
        func start(_ name: String, _ count: Int = 8) throws -> [UInt8] {
            let data = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
            return Array(data.prefix(count))
        }
        #expect(try start("chair.glb", 4) == Array("glTF".utf8))
        #expect(try start("sheet.png") == start("turn.png"))
        let page = try String(contentsOfFile: "\(folder.path)/chair.html", encoding: .utf8)
        #expect(page.contains("<canvas") && !page.contains("http"))

        let empty = try await Command.run(
            ["reconstruct"] + pictures + ["-o", "\(folder.path)/empty.obj", "--threshold", "0.9999"]
        )
        #expect(empty.status == 1 && empty.errors.contains("no cell reaches the threshold"), "\(empty)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/empty.obj"))
    }

    @Test(.disabled(if: Needs.isQuick)) func aModelIsEvaluatedBesideBaselines() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let model = "\(folder.path)/model.safetensors"
        let training = try await Command.run(["train", "reconstruction"] + Self.small + ["--checkpoint", model])
        #expect(training.status == 0, "\(training)")
        let evaluation = try await Command.run([
            "reconstruct", "evaluate", "--checkpoint", model, "--export-json", "-",
        ])
        #expect(evaluation.status == 0, "\(evaluation.errors)")
        let document = try JSONDecoder().decode(Evaluation.self, from: Data(evaluation.output.utf8))
        #expect(document.schema == "headroom.reconstruction/1")
        #expect(document.views["1"] != nil && document.views["3"] != nil)
        #expect(document.baselines["oracleNearest"] ?? 0 > document.baselines["imageNearest"] ?? 1)
        // Five steps are not enough to be better than retrieval.
        #expect(document.views["1"]?["iou"] ?? 1 < document.baselines["imageNearest"] ?? 0)
    }

    /// The part of the document that other programs rely on.
    private struct Evaluation: Decodable {
        var schema: String
        var views: [String: [String: Double]]
        var baselines: [String: Double]
        var shuffledImages, blankImage, processorSeconds: Double
    }

    @Test func whatIsNoPictureIsRefused() async throws {
        for (picture, word) in [("/nowhere.png", "/nowhere.png"), ("/proc/self/status", "is not a readable picture")] {
            let command = try await Command.run(["reconstruct", picture, "-o", "/tmp/never.glb"])
            #expect(command.status == 3 && command.errors.contains(word), "\(command)")
        }
        let model = try await Command.run(["reconstruct", "evaluate", "--checkpoint", "/nowhere.safetensors"])
        #expect(model.status == 3 && model.errors.contains("there is no model /nowhere.safetensors"), "\(model)")
        let data = try await Command.run(["train", "reconstruction", "--data", "/nowhere"])
        #expect(data.status == 3 && data.errors.contains("there is no folder /nowhere"), "\(data)")
        let video = try await Command.run(["reconstruct", "a.png", "--frame-size", "6x6", "-o", "/tmp/never.glb"])
        #expect(video.status == 64 && video.errors.contains("which is named -"), "\(video)")
        let format = try await Command.run(["reconstruct", "/nowhere.png", "-o", "/tmp/never.gltf"])
        #expect(format.status == 64 && format.errors.contains(".glb"), "\(format)")
    }

    @Test(arguments: [
        (["--projection", "drc"], "--projection is for --supervision silhouettes or weak"),
        (["--discriminator", "conditional"], "--discriminator is for --architecture vae-gan"),
        (["--supervision", "weak", "--architecture", "vae-gan"], "is for --architecture image-vae"),
        (["--output", "points", "--merging", "scores"], "--merging latent"),
        (["--output", "template", "--resolution", "64"], "--resolution is for --output volume and implicit"),
        (["--supervision", "weak", "--shapes", "1"], "needs at least 2 shapes"),
    ])
    func optionsThatDoNotApplyAreRefused(options: [String], message: String) async throws {
        let command = try await Command.run(
            ["train", "reconstruction", "--checkpoint", "/tmp/never.safetensors"] + options
        )
        #expect(command.status == 64 && command.errors.contains(message), "\(command)")
    }

    @Test(.disabled(if: Needs.isQuick)) func reconstructionIsSwept() async throws {
        let command = try await Command.run(
            [
                "sweep", "reconstruction", "--no-store", "--batch-sizes", "4,16", "--budget", "40s", "--precision",
                "0.5", "--export-json", "-", "--", "--shapes", "40", "--views", "2",
            ]
        )
        #expect(command.status == 0, "\(command.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(document.workload == "reconstruction")
        #expect(Set(document.points.map(\.batchSize)).isSuperset(of: [4, 16]))
    }
}
