import FoundationEssentials
import HeadroomCore
import HeadroomTaxi
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The taxi through the release binary, as users run it.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TaxiTests {
    /// Runs headroom in a separate folder, whose files exist until the test ends.
    private final class Garage {
        let path = "/tmp/headroom-taxi-\(UInt32.random(in: .min ... .max))"

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        func run(_ arguments: String...) async throws -> Command { try await Command.run(arguments, directory: path) }

        func text(of file: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")), as: UTF8.self)
        }
    }

    @Test func theTaxiReachesTheOptimumAndIsSeenDriving() async throws {
        let garage = try Garage()
        let command = try await garage.run("train", "taxi", "--html", "t.html", "--export-json", "t.json")
        #expect(command.status == 0, "\(command)")
        #expect(command.output.contains("taxi-v4, dqn: the exact optimum\nreturn 7.93 of 7.93 (at random -771.09)"))
        #expect(command.output.contains("(replay ratio)"))
        #expect(command.output.contains("delivered in "))
        #expect(command.errors.isEmpty, "\(command.errors)")
        let document = try JSONDecoder().decode(ReinforcementDocument.self, from: Data(garage.text(of: "t.json").utf8))
        #expect(document.schema == "headroom.reinforcement/1")
        #expect(document.isExact && document.points.count > 3)
        #expect(document.settings["batch-size"] == "256")
        for (before, after) in zip(document.points, document.points.dropFirst()) {
            #expect(after.environmentSteps > before.environmentSteps && after.samples == 256 * after.updates)
        }
        #expect(try garage.text(of: "t.html").contains("Return over samples replayed"))

        let ride = try await garage.run("play", "taxi", "--seed", "42")
        // Gymnasium's reset(seed=42) begins in state 386.
        #expect(ride.output.contains("row 3, column 4: passenger at G, to Y"), "\(ride)")
        #expect(ride.output.contains("delivered in "))
        let film = try await garage.run("play", "taxi", "--rides", "2", "--svg", "rides.svg")
        #expect(film.status == 0 && film.output.isEmpty, "\(film)")
        let svg = try garage.text(of: "rides.svg")
        #expect(svg.hasPrefix("<svg") && svg.contains("animateTransform") && svg.contains("delivered, return"))
    }

    @Test func aTableIsExplained() async throws {
        let garage = try Garage()
        let command = try await garage.run("train", "taxi", "--algorithm", "q", "--explain", "1", "--seed", "3")
        #expect(command.status == 0, "\(command)")
        for line in [
            "1  initialize", "2  identify the state: 42; taxi at row 0", "3  choose an action: south, the best so far",
            "target -1 + 1 x 20 = 19", "value 20 + 1 x (19 - 20) = 19", "taxi-v4, q: the exact optimum",
        ] { #expect(command.output.contains(line), "\(line): \(command.output)") }
        #expect(!command.output.contains("update 2\n"))
    }

    @Test func aTaxiThatLearnedNothingSaysWhatThatScores() async throws {
        let garage = try Garage()
        let command = try await garage.run("train", "taxi", "--steps", "500")
        #expect(command.status == 0, "\(command)")
        #expect(command.output.contains("not the optimum yet"))
        #expect(command.output.contains("at random -771.09"))
        #expect(command.output.contains("nothing was learned: this is what an untrained taxi scores"))
        #expect(command.output.contains("not delivered within 200 steps"))
    }

    @Test func aTrainingGoesOnWhereItEnded() async throws {
        let garage = try Garage()
        #expect(try await garage.run("train", "taxi", "--steps", "2000", "--checkpoint", "half").status == 0)
        let resumed = try await garage.run(
            "train",
            "taxi",
            "--steps",
            "4000",
            "--resume",
            "half",
            "--export-json",
            "resumed.json"
        )
        let whole = try await garage.run("train", "taxi", "--steps", "4000", "--export-json", "whole.json")
        #expect(resumed.status == 0 && whole.status == 0, "\(resumed) \(whole)")
        let documents = try ["resumed.json", "whole.json"].map {
            try JSONDecoder().decode(ReinforcementDocument.self, from: Data(garage.text(of: $0).utf8))
        }
        #expect(documents[0].points.map(\.meanReturn) == documents[1].points.map(\.meanReturn))
        #expect(documents[0].points.map(\.loss) == documents[1].points.map(\.loss))
        let rainy = try await garage.run("train", "taxi", "--rainy", "--steps", "4000", "--resume", "half")
        #expect(rainy.status == 64 && rainy.errors.contains("is of a training in taxi-v4, and not in taxi-v4 rainy"))
        try Data(Array(Data(contentsOf: URL(fileURLWithPath: "\(garage.path)/half")).prefix(5000)))
            .write(to: URL(fileURLWithPath: "\(garage.path)/quarter"))
        let broken = try await garage.run("train", "taxi", "--steps", "4000", "--resume", "quarter")
        #expect(broken.status == 1 && broken.errors.contains("quarter"), "\(broken)")
    }

    /// A checkpoint from the middle of an episode, whose state says that the episode has ended.
    @Test func aCheckpointThatContradictsItselfIsNamed() async throws {
        let garage = try Garage()
        #expect(try await garage.run("train", "taxi", "--steps", "300", "--checkpoint", "half").status == 0)
        let file = URL(fileURLWithPath: "\(garage.path)/half")
        var bytes = try Data(contentsOf: file)
        let phase = try #require(bytes.firstRange(of: Data(#"\"phase\":1"#.utf8)))
        bytes.replaceSubrange(phase, with: Data(#"\"phase\":2"#.utf8))
        try bytes.write(to: file)
        let command = try await garage.run("train", "taxi", "--steps", "600", "--resume", "half")
        #expect(command.status == 1, "\(command)")
        #expect(
            command.errors == """
                headroom: the taxi cannot drive on: step after the end of the episode: call reset() first, it begins \
                the next one
                  A training that was resumed has a damaged checkpoint: train anew, or resume another one.

                """
        )
    }

    @Test func whatCannotBeIsRefusedWithItsRange() async throws {
        let garage = try Garage()
        let cases: [([String], Int, String)] = [
            (["--discount", "2"], 64, "0 to 1"), (["--steps-per-update", "0"], 64, "at least 1"),
            (["--epsilon-start", "0", "--epsilon-end", "0"], 64, "an epsilon that begins or ends above 0"),
            (["--replay-capacity", "999999999999"], 64, "--replay-capacity can be at most"),
            (["--batch-size", "60000"], 64, "at least a batch of 60000"), (["--hidden", "0"], 64, "--hidden"),
            (["--target-every", "5", "--target-share", "0.1"], 64, "not both"),
            (["--explain", "3"], 64, "--algorithm q"),
            (["--algorithm", "q", "--batch-size", "3"], 64, "a table learns from each step"),
            (["--learning-rate", "1e30"], 1, "the training diverged: the loss was not finite after"),
            (["--resume", "/nonexistent", "--batch-size", "3"], 64, "with the settings of its checkpoint"),
            (["--algorithm", "q", "--explain", "3", "--export-json", "-"], 64, "let --export-json go to a file"),
            (["--resume", "/nonexistent"], 1, "/nonexistent"), (["--html", "/nonexistent/t.html"], 3, "/nonexistent"),
            (["--tensorboard", "/proc/nowhere"], 3, "/proc/nowhere"),
        ]
        for (options, status, text) in cases {
            let command = try await Command.run(["train", "taxi"] + options, directory: garage.path)
            #expect(command.status == status && command.errors.contains(text), "\(options): \(command)")
        }
        let sharpness = try await garage.run("sharpness", "taxi", "taxi.safetensors")
        #expect(sharpness.status == 64 && sharpness.errors.contains("not measured for 'taxi'"), "\(sharpness)")
        let digits = try await garage.run("play", "digits")
        #expect(digits.status == 64 && digits.errors.contains("'taxi' can be played"))
    }

    @Test(.disabled(if: Needs.isQuick)) func theTaxiIsSwept() async throws {
        let command = try await Command.run([
            "sweep", "taxi", "--batch-sizes", "16,64,256", "--budget", "20s", "--export-json", "-",
        ])
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(command.status == 0, "\(command.errors)")
        #expect(document.points.map(\.batchSize) == [16, 64, 256])
        // The device waits for the taxi: the network's computation is only a part of a step.
        let waits = document.trials.compactMap(\.inputWaitRatio)
        #expect(!waits.isEmpty && waits.allSatisfy { $0 > 0.02 && $0 < 0.98 })
    }

    /// TensorBoard's reader is the reference.
    @Test(.enabled(if: Needs.pythonIfThere(of: "gymnasium") != nil, "tensorboard is not there: run ./test"))
    func tensorBoardReadsTheEvents() async throws {
        let garage = try Garage()
        let command = try await garage.run(
            "train",
            "taxi",
            "--steps",
            "3000",
            "--tensorboard",
            "events",
            "--export-json",
            "-"
        )
        let document = try JSONDecoder().decode(ReinforcementDocument.self, from: Data(command.output.utf8))
        let script = """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1]).Reload()
            for tag in ("evaluation/return", "training/epsilon"):
                print(" ".join(f"{e.step}:{e.value:.4f}" for e in events.Scalars(tag)))
            """
        let run = try await Subprocess.run(
            .path(FilePath(try Needs.python(of: "gymnasium"))),
            arguments: ["-c", script, "\(garage.path)/events"],
            output: .string(limit: 65536),
            error: .string(limit: 65536)
        )
        func line(_ value: (ReinforcementDocument.Point) -> Double) -> String {
            document.points.map { point in
                let digits = Int((abs(value(point)) * 10_000).rounded())
                let fraction = String(digits % 10_000)
                let zeros = String(repeating: "0", count: 4 - fraction.count)
                return "\(point.environmentSteps):\(value(point) < 0 ? "-" : "")\(digits / 10_000).\(zeros)\(fraction)"
            }.joined(separator: " ")
        }
        #expect(run.standardOutput == line(\.meanReturn) + "\n" + line(\.epsilon) + "\n", "\(run.standardError)")
    }
}
