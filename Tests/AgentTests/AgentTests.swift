import FoundationEssentials
import HeadroomEvents
import HeadroomTrials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Training script under test, with the environment of its framework.
struct Script: Sendable, CustomTestStringConvertible {
    var framework: String
    var name: String
    var kind: String
    /// Whether the agent can set its batch size.
    var isSettable = true
    /// Whether the reference run uses a new interpreter, as a user starts it, instead of a fork of a process that has
    /// imported its framework.
    var hasOwnInterpreter = false

    var testDescription: String { "\(name) \(kind)" }

    /// Scripts for Keras on its other backends, where their environments have it.
    static let kerasElsewhere: [Script] = [
        Script(framework: "pytorch", name: "keras_feeds", kind: "loader"),
        Script(framework: "pytorch", name: "keras_feeds", kind: "loader-in-order"),
        Script(framework: "pytorch", name: "keras_feeds", kind: "sequence"),
        Script(framework: "pytorch", name: "keras_feeds", kind: "generator-part", isSettable: false),
        Script(framework: "jax", name: "keras_feeds", kind: "sequence"),
        Script(framework: "jax", name: "keras_feeds", kind: "generator-part", isSettable: false),
        Script(framework: "jax", name: "keras_feeds", kind: "arrays-part"),
    ].filter { Needs.has("keras", in: $0.framework) }

    static let all: [Script] =
        kerasElsewhere + [
            Script(framework: "pytorch", name: "torch_loops", kind: "plain", hasOwnInterpreter: true),
            Script(framework: "pytorch", name: "torch_loops", kind: "drop-last"),
            Script(framework: "pytorch", name: "torch_loops", kind: "workers"),
            Script(framework: "pytorch", name: "torch_loops", kind: "in-order"),
            Script(framework: "pytorch", name: "torch_loops", kind: "stream"),
            Script(framework: "pytorch", name: "torch_loops", kind: "two-optimizers"),
            Script(framework: "pytorch", name: "torch_loops", kind: "accumulation"),
            Script(framework: "pytorch", name: "torch_loops", kind: "noisy"),
            Script(framework: "pytorch", name: "torch_loops", kind: "batch-sampler", isSettable: false),
            Script(framework: "pytorch", name: "torch_loops", kind: "no-loader", isSettable: false),
            Script(framework: "pytorch", name: "lightning_loop", kind: "", hasOwnInterpreter: true),
            Script(framework: "pytorch", name: "transformers_loop", kind: "1"),
            Script(framework: "pytorch", name: "transformers_loop", kind: "2"),
            Script(framework: "tensorflow", name: "keras_loops", kind: "fit", hasOwnInterpreter: true),
            Script(framework: "tensorflow", name: "keras_loops", kind: "fit-dataset"),
            Script(framework: "tensorflow", name: "keras_loops", kind: "train-on-batch", isSettable: false),
            Script(framework: "tensorflow", name: "keras_loops", kind: "function"),
            Script(framework: "tensorflow", name: "keras_loops", kind: "eager"),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "sequence"),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "sequence-fixed", isSettable: false),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "generator", isSettable: false),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "generator-part", isSettable: false),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "stream", isSettable: false),
            Script(framework: "tensorflow", name: "keras_feeds", kind: "arrays-part"),
            Script(framework: "mxnet", name: "mxnet_loops", kind: "gluon"),
            Script(framework: "mxnet", name: "mxnet_loops", kind: "module", isSettable: false),
            Script(framework: "jax", name: "jax_loop", kind: "", isSettable: false),
        ]
}

/// Trainings without Headroom support, compared with their own counts.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct AgentTests {
    @Test(arguments: Script.all) func everyStepAndSampleIsCountedAndNothingChanges(script: Script) async throws {
        async let trainedAlone = TrainingRun(script, watched: false)
        let watched = try await TrainingRun(script, watched: true, hasOwnInterpreter: script.hasOwnInterpreter)
        let alone = try await trainedAlone
        #expect(watched.counts == alone.counts, "watched, it trains as it does alone, to the last bit of its losses")
        #expect(watched.end == EndEvent(step: watched.counts.steps, totalSamples: watched.counts.samples))
        #expect(watched.largestBatch == watched.counts.sizes.max())
        #expect(watched.hello?.framework?.contains(".") == true)
        #expect(watched.hello?.step == 0)
        if script.isSettable { #expect(watched.hello?.ownBatchSize == 32) }
    }

    @Test(arguments: Script.all.filter(\.isSettable)) func theAgentSetsTheBatchSize(script: Script) async throws {
        let run = try await TrainingRun(script, watched: true, asked: 100)
        #expect(run.hello?.batchSizeSetBy == "agent" && run.hello?.ownBatchSize == 32)
        #expect(run.counts.sizes == [100], "the model saw batches of the asked size, and no others")
        #expect(run.end == EndEvent(step: run.counts.steps, totalSamples: run.counts.samples))
    }

    /// The step time without loading is only valid over the same number of steps, each with a full batch.
    @Test(arguments: ["plain", "drop-last", "workers", "accumulation"])
    func oneBatchIsDeliveredAgainAndAgainWhereThatIsAsked(kind: String) async throws {
        let script = Script(framework: "pytorch", name: "torch_loops", kind: kind)
        let alone = try await TrainingRun(script, watched: false)
        let cached = try await TrainingRun(script, watched: true, cached: true)
        #expect(cached.hello?.cachedBatch == true)
        #expect(cached.counts.steps == alone.counts.steps && cached.counts.sizes == [32])
        #expect(cached.counts.digest != alone.counts.digest)
        func waited(_ run: TrainingRun) -> Double { run.steps.compactMap(\.inputSeconds).reduce(0, +) }
        // Its workers need 100 ms for an epoch.
        if kind == "workers" {
            let watched = try await TrainingRun(script, watched: true)
            #expect(waited(cached) < 0.5 * waited(watched), "\(waited(cached)) of \(waited(watched))")
        }
    }

    @Test(arguments: Script.all.filter { !$0.isSettable && $0.framework != "jax" })
    func whatCannotBeSetIsSaid(script: Script) async throws {
        let run = try await TrainingRun(script, watched: true, asked: 100)
        #expect(run.hello?.batchSizeSetBy == "none")
        #expect(run.largestBatch == 32)
        if script.name.hasPrefix("keras") {
            let reason =
                switch script.kind {
                case "train-on-batch": "it hands its batches to train_on_batch by itself"
                case "sequence-fixed": "whose number of them is not made by an attribute batch_size"
                case "stream": "fit takes its batches from a "
                default: "fit takes its batches from a generator"
                }
            #expect(run.hello?.refusal?.contains(reason) == true, "\(run.hello?.refusal ?? "no reason")")
        }
    }

    /// Its workers prefetch, and sometimes deliver their remaining batches a second time: Keras trains on them.
    @Test func whatTheWorkersOfAPyDatasetDeliverIsCounted() async throws {
        let script = Script(framework: "tensorflow", name: "keras_feeds", kind: "sequence-workers")
        let run = try await TrainingRun(script, watched: true)
        #expect(run.end == EndEvent(step: run.counts.steps, totalSamples: run.counts.samples))
    }

    @Test func whatIsQueuedBelongsToTheStepsAndAPauseToNone() async throws {
        let run = try await TrainingRun(Script(framework: "jax", name: "queued_loop", kind: ""), watched: true)
        #expect(run.end == EndEvent(step: 60, totalSamples: 480))
        // The time of the first step is unknown; a busy machine only makes the others longer.
        #expect(run.steps.compactMap(\.seconds).reduce(0, +) >= 59 * 0.005)
        // The pause after the last step is not reported.
        #expect(run.steps.compactMap(\.pauseSeconds).reduce(0, +) >= 2 * 0.1)
    }

    @Test func aTrainingThatResumesSaysSo() async throws {
        let script = Script(framework: "pytorch", name: "torch_loops", kind: "resume")
        #expect(try await TrainingRun(script, watched: true).hello?.step == 500)
    }

    @Test func theSitecustomizeThatWasThereStillRuns() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = "import os\nos.environ['WAS_HERE'] = 'yes'\n"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/sitecustomize.py"))
        let agent = try PythonAgent(in: folder)
        for events in ["", "/nonexistent"] {
            let result = try await Subprocess.run(
                .path(FilePath(try Needs.python(of: "pytorch"))),
                arguments: ["-c", "import os; print(os.environ.get('WAS_HERE'))"],
                environment: .inherit.updating([
                    "PYTHONPATH": agent.environment(inherited: ["PYTHONPATH": folder])["PYTHONPATH"],
                    "HEADROOM_EVENTS": events,
                ]),
                output: .string(limit: 1000),
                error: .string(limit: 10_000)
            )
            #expect(result.standardOutput == "yes\n" && result.standardError == "")
        }
    }

    /// If Python processes the user's site packages, another sitecustomize does not prevent loading the agent.
    @Test func aSitecustomizeThatHidesTheAgentsIsGotAround() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data().write(to: URL(filePath: "\(folder)/sitecustomize.py"))
        let was = "import os\nos.environ['WAS_HERE'] = 'yes'\n"
        try FileManager.default.createDirectory(atPath: "\(folder)/behind", withIntermediateDirectories: true)
        try Data(was.utf8).write(to: URL(filePath: "\(folder)/behind/usercustomize.py"))
        let agent = try PythonAgent(in: folder)
        let program = """
            import os, site, sys
            print(site.ENABLE_USER_SITE, "headroom_agent.hooks" in sys.modules, os.environ.get("WAS_HERE"), os.getpid())
            """
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: ["-c", program],
            environment: .inherit.updating([
                "PYTHONPATH": "\(folder):\(agent.folder):\(folder)/behind", "HEADROOM_EVENTS": "/nonexistent",
            ]),
            output: .string(limit: 1000),
            error: .string(limit: 10_000)
        )
        let words = result.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
        try #require(words.count == 4)
        if words[0] == "True" {
            #expect(Array(words[1...2]) == ["True", "yes"])
            #expect(FileManager.default.fileExists(atPath: "\(agent.folder)/loaded-\(words[3])"))
        } else {
            #expect(words[1] == "False", "an environment that takes up no packages of the user's: the reason is said")
        }
    }

    static func folder() throws -> String {
        let path = "/tmp/headroom-agent-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
