import FoundationEssentials
import TestSupport
import Testing

/// The workload scenes through the release binary, from a training to a fly-through.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ScenesTests {
    private static let small = [
        "--rooms", "16", "--frames", "8", "--size", "16", "--epochs", "20", "--prior-steps", "60",
    ]

    /// What an evaluation writes, as other programs read it.
    private struct Evaluation: Decodable {
        var schema: String
        var heldOutFrames, baselines: [String: Double]
        var otherTrajectories: [String: Double]
        var permutedLatents, rotationDegrees, translationRatio, processorSeconds: Double
        var prior: [String: Double]
        var conditions: Conditions

        struct Conditions: Decodable {
            var chance: Double
            var image, category: Double?
            /// Only with sentences, whose encoder a machine may lack.
            var newSentences: [String: Double]?
        }
    }

    @Test func scenesAreLearnedAndDrawn() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let model = ["--checkpoint", "\(folder.path)/model.safetensors"]
        let training = try await Command.run(["train", "scenes", "--seed", "1"] + Self.small + model)
        #expect(training.status == 0, "\(training)")
        #expect(training.output.hasPrefix("16 trajectories of 8 frames, "), "\(training)")
        #expect(training.output.contains("40 steps at batch size 8"), "\(training)")

        let evaluation = try await Command.run(["scenes", "evaluate", "--others", "2", "--export-json", "-"] + model)
        #expect(evaluation.status == 0, "\(evaluation.errors)")
        let document = try JSONDecoder().decode(Evaluation.self, from: Data(evaluation.output.utf8))
        #expect(document.schema == "headroom.scenes/1")
        #expect(document.heldOutFrames["low"] ?? 0 < document.heldOutFrames["high"] ?? 0)
        // Forty steps are not enough to be better than a copy of the nearest frame.
        #expect(document.heldOutFrames["psnr"] ?? 99 < document.baselines["nearestFrame"] ?? 0)
        #expect(document.otherTrajectories["trajectories"] == 2 && document.otherTrajectories["psnr"] ?? 0 > 5)
        #expect(document.prior["coverage"] ?? 2 <= 1 && document.prior["frechet"] ?? -1 > 0)
        #expect(document.conditions.chance == 1 / 16 && document.conditions.image != nil)
        #expect(document.conditions.newSentences.map { $0["wallOfTrueRooms"] ?? 0 > 0.5 } ?? true)

        let view = ["--frames", "3", "--size", "16"] + model
        func frames(_ name: String) throws -> [UInt8] {
            let data = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
            #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            return Array(data)
        }
        for (name, options) in [("a", ["--seed", "1"]), ("b", ["--seed", "1"]), ("c", ["--seed", "2"])] {
            let drawn = try await Command.run(
                ["scenes", "sample", "-o", "\(folder.path)/\(name)", "--count", "2"] + options + view
            )
            #expect(drawn.status == 0 && drawn.output.hasPrefix("2 scenes are in "), "\(drawn)")
        }
        // A seed repeats its scenes, and they are different ones.
        #expect(try frames("a/scene-1.png") == frames("b/scene-1.png"))
        #expect(try frames("a/scene-1.png") != frames("a/scene-2.png"))
        #expect(try frames("a/scene-1.png") != frames("c/scene-1.png"))

        let picture = "\(folder.path)/a/scene-1.png"
        for condition in [["--image", picture], ["--category", "bricks"]] {
            let asked = try await Command.run(
                ["scenes", "sample", "-o", "\(folder.path)/asked", "--count", "1"] + condition + view
            )
            #expect(asked.status == 0, "\(asked)")
        }
        let path = "\(folder.path)/path.png"
        for command in [["render", "3"], ["render", "3", "--path", "5"], ["interpolate", "0", "9", "--steps", "3"]] {
            let seen = try await Command.run(["scenes"] + command + ["-o", path] + view)
            #expect(seen.status == 0, "\(seen)")
            _ = try frames("path.png")
        }

        try await surfacesAndPages(folder, model: model)

        for (command, message) in [
            (["render", "16", "-o", path], "there is no trajectory 16; the model has 16, from 0"),
            (["interpolate", "0", "16", "-o", path], "there is no trajectory 16"),
            (["mesh", "16", "-o", "\(folder.path)/x.glb"], "there is no trajectory 16"),
            (["mesh", "1", "-o", "\(folder.path)/x.glb", "--threshold", "1e9"], "--threshold takes a smaller one"),
            (["mesh", "3", "-o", "\(folder.path)/x.xyz", "--threshold", "1e9"], "x.xyz"),
            (["reconstruct", "0", "-o", path, "--data", "\(folder.path)/none"], "none"),
            (["render", "1", "-o", path, "--cameras", picture], "is not a list of cameras"),
            (["render", "1", "-o", folder.path], "is not empty"),
            (["sample", "-o", "\(folder.path)/x", "--category", "palace"], "the model knows no category palace"),
            (["sample", "-o", "\(folder.path)/x", "--image", "\(folder.path)/none.png"], "none.png"),
        ] {
            let refused = try await Command.run(["scenes"] + command + model)
            #expect(refused.status != 0 && refused.errors.contains(message), "\(refused)")
        }
    }

    /// Frames in a folder that a training reads, their cameras, a page, the surface, and a room that was not trained on.
    private func surfacesAndPages(_ folder: Folder, model: [String]) async throws {
        let (frames, page) = ("\(folder.path)/frames", "\(folder.path)/page.html")
        let size = ["--size", "16"]
        for command in [
            ["render", "3", "-o", "\(frames)/train/000", "--page", page, "--frames", "8"] + size,
            ["render", "3", "-o", "\(folder.path)/wide.png", "--angle", "120"] + size
                + ["--cameras", "\(frames)/train/000/cameras.json"],
            ["mesh", "3", "-o", "\(folder.path)/room.glb", "--resolution", "16", "--threshold", "0.01"],
            ["reconstruct", "0", "-o", "\(folder.path)/found.png", "--steps", "3", "--frames", "2"] + size,
            ["reconstruct", "0", "-o", "\(folder.path)/again.png", "--steps", "3", "--frames", "2"] + size
                + ["--data", frames],
        ] {
            let seen = try await Command.run(["scenes"] + command + model)
            #expect(seen.status == 0, "\(seen)")
        }
        func file(_ name: String) throws -> Data {
            try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
        }
        #expect(try file("frames/train/000/003_depth.png").starts(with: [0x89, 0x50]))
        #expect(try file("wide.png").starts(with: [0x89, 0x50]))
        #expect(try file("room.glb").starts(with: Array("glTF".utf8)))
        let text = String(decoding: try file("page.html"), as: UTF8.self)
        #expect(text.contains("data:image/png;base64,") && !text.contains("http"))
    }

    @Test func whatDoesNotFitIsRefused() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let model = "\(folder.path)/model.safetensors"
        let small = ["--rooms", "8", "--frames", "4", "--size", "16", "--prior-steps", "5", "--checkpoint", model]
        let training = try await Command.run(["train", "scenes", "--epochs", "4"] + small)
        #expect(training.status == 0, "\(training)")
        for (command, message) in [
            (["scenes", "evaluate", "--checkpoint", "\(folder.path)/none"], "there is no model"),
            (["train", "scenes", "--epochs", "5", "--resume", model] + small, "--epochs 4, not 5"),
            (["reconstruct", "evaluate", "--checkpoint", model], "is not a model of the workload reconstruction"),
            (["train", "scenes", "--batch-size", "9", "--epochs", "1"] + small, "larger than the data"),
            (["scenes", "render", "0", "-o", "x.png", "--angle", "180"], "--angle takes degrees"),
            (["scenes", "evaluate", "--data", "x", "--checkpoint", model], "names trajectories for --others"),
            (["scenes", "reconstruct", "100000", "-o", "x.png"], "from 0 to 99999"),
            (["train", "scenes", "--size", "20"], "--size takes a multiple of 8"),
        ] {
            let refused = try await Command.run(command)
            #expect(refused.status != 0 && refused.errors.contains(message), "\(refused)")
        }
        let full = try await Command.run(["train", "scenes"] + small, environment: ["TMPDIR": "\(folder.path)/none"])
        #expect(full.status != 0 && full.errors.contains("TMPDIR names another folder"), "\(full)")
    }
}
