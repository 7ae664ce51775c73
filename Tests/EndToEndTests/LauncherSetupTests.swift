import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A checkout with the launcher, on a path with a space in it.
///
/// Swift, Python and the compiler are replaced by the scripts in `Scripts/launcher`, which record their arguments and
/// provide finished results, because the real steps take minutes.
private struct StandInCheckout {
    /// Script in place of `.build/release/headroom`.
    enum Binary { case real, echo }

    let folder = "/tmp/headroom launcher \(UInt32.random(in: .min ... .max))"
    private let binary: Binary
    private var files: FileManager { .default }
    private var recordPath: String { "\(folder)/record" }

    /// The workloads' folders.
    static let folders: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(Needs.root)/Sources/Workloads")
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }()

    /// Names of the workloads: from the file `workloads` of a folder, else the name of the folder.
    static let workloads: [String] = folders.flatMap { folder in
        let list = FileManager.default.contents(atPath: "\(Needs.root)/Sources/Workloads/\(folder)/workloads")
        return list.map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) }
            ?? [folder.lowercased()]
    }

    init(_ binary: Binary = .echo) throws {
        self.binary = binary
        for part in [
            "Common", "Customers", "Measure", "Learn/CHeadroomTorch/include", "Tools/headroom", "Tools/headroom-train",
        ] {
            try makeFolder("Sources/\(part)")
        }
        try makeFolder("Sources/Tools/headroom-supervise")
        for name in ["headroom", "scripts", "Package.swift", "Engine", "Examples"] { try copy(name) }
        for name in Self.folders {
            try makeFolder("Sources/Workloads/\(name)")
            for file in ["setup.bash", "workloads"].map({ "Sources/Workloads/\(name)/\($0)" })
            where files.fileExists(atPath: "\(Needs.root)/\(file)") {
                try copy(file)
            }
        }
    }

    private func makeFolder(_ path: String) throws {
        try files.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
    }

    private func copy(_ path: String) throws {
        try files.copyItem(atPath: "\(Needs.root)/\(path)", toPath: "\(folder)/\(path)")
    }

    func remove() { try? files.removeItem(atPath: folder) }

    func has(_ path: String) -> Bool { files.fileExists(atPath: "\(folder)/\(path)") }

    /// Replaces the content of a file, as an edit of the user.
    func edit(_ path: String) throws {
        try Data("// edited\n".utf8).write(to: URL(filePath: "\(folder)/\(path)"))
    }

    /// A call of the launcher.
    struct Call {
        let status: Int
        let output: String
        let errors: String
        /// Steps that were run: builds, installations and downloads.
        let steps: [String]
    }

    /// Calls the launcher; `failing` names the step that fails.
    func launch(
        _ arguments: [String],
        failing: String? = nil,
        environment changes: [String: String] = [:]
    ) async throws -> Call {
        try? files.removeItem(atPath: recordPath)
        let environment = ProcessInfo.processInfo.environment
        let engine = Needs.engine ?? "/dev/null"
        var updates: [Environment.Key: String?] = [
            "PATH": "\(Needs.root)/Tests/EndToEndTests/Scripts/launcher:\(environment["PATH"] ?? "/usr/bin:/bin")",
            "CXX": "\(Needs.root)/Tests/EndToEndTests/Scripts/launcher/c++",
            "STAND_IN_RECORD": recordPath,
            "STAND_IN_FAILS": failing,
            "STAND_IN_ECHO": binary == .echo ? "yes" : nil,
            "STAND_IN_BINARIES": URL(filePath: Needs.binary).deletingLastPathComponent().path(),
            "STAND_IN_ENGINE": engine,
            "STAND_IN_DIGITS": "\(Needs.data)/digits.csv",
            "HEADROOM_STORE": "\(folder)/runs.sqlite",
        ]
        for name in ["ENGINE", "LIBTORCH", "HOME", "DATA", "TRAIN", "LBFGSB", "PYTHON", "FRAMEWORKS", "SUPERVISE"] {
            updates[Environment.Key(stringLiteral: "HEADROOM_\(name)")] = .some(nil)
        }
        updates["LIBTORCH"] = .some(nil)
        for (name, value) in changes { updates[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .path(FilePath("\(folder)/headroom")),
            arguments: Arguments(arguments),
            environment: .inherit.updating(updates),
            workingDirectory: FilePath(folder),
            output: .string(limit: 1_000_000),
            error: .string(limit: 1_000_000)
        )
        let status =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 1000 + Int(signal)
            }
        let record = files.contents(atPath: recordPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Call(
            status: status,
            output: result.standardOutput,
            errors: result.standardError,
            steps: record.split(separator: "\n").map(String.init)
        )
    }
}

/// Setup by the launcher before it starts the program, for each command and each workload.
@Suite struct LauncherSetupTests {
    private static let instrument = ["build headroom", "build headroom-supervise"]
    private static let engine = ["venv python", "pip torch", "link engine"]

    /// The steps without the version of what is installed.
    private func steps(_ call: StandInCheckout.Call) -> [String] {
        call.steps.map { $0.hasPrefix("pip torch==") ? "pip torch" : $0 }
    }

    /// Steps of a workload's own `setup.bash`.
    private func own(_ workload: String) -> [String] {
        ["digits": ["fetch digits"], "lifetime-value": ["fetch cdnow"], "scenes": ["fetch sentences"]][workload] ?? []
    }

    @Test(arguments: StandInCheckout.workloads)
    func whatAWorkloadNeedsIsSetUpOnce(workload: String) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let arguments = ["train", workload, "--note", "two words", "--seed=3"]
        let first = try await checkout.launch(arguments)
        #expect(first.status == 0, "\(first.errors)")
        #expect(steps(first) == Self.instrument + ["build headroom-train"] + Self.engine + own(workload))
        let lines = first.output.split(separator: "\n")
        #expect(lines.first == "<train><\(workload)><--note><two words><--seed=3>", "\(first.output)")
        let engine = try #require(lines.last)
        #expect(engine.hasPrefix("\(checkout.folder)/.headroom/engine/"))
        #expect(FileManager.default.fileExists(atPath: String(engine)))

        let second = try await checkout.launch(arguments)
        #expect(second.status == 0 && second.steps.isEmpty && second.errors.isEmpty, "\(second)")
        #expect(second.output == first.output)
    }

    @Test(arguments: ["train", "play", "sharpness", "sweep", "fit", "learn", "run"])
    func everyCommandSetsAWorkloadUp(command: String) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let minimizer = ["sharpness", "learn"].contains(command) ? ["apt liblbfgsb0"] : []
        let call = try await checkout.launch([command, "--fresh", "digits", "--", "--model", "cnn"])
        #expect(call.status == 0, "\(call.errors)")
        #expect(steps(call) == Self.instrument + ["build headroom-train"] + Self.engine + own("digits") + minimizer)
        #expect(call.output.hasPrefix("<\(command)><--fresh><digits><--><--model><cnn>\n"), "\(call.output)")
    }

    @Test func onlyWhatChangedIsBuiltAnew() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        _ = try await checkout.launch(["train", "taxi"])
        for (file, steps) in [
            ("Sources/Common/x.swift", Self.instrument.prefix(1) + ["build headroom-train"]),
            ("Sources/Measure/x.swift", ["build headroom"]),
            ("Sources/Learn/x.swift", ["build headroom-train"]),
            ("Sources/Workloads/Taxi/x.swift", ["build headroom-train"]),
            ("Sources/Tools/headroom-supervise/x.c", ["build headroom-supervise"]),
            ("Engine/x.cpp", ["link engine"]),
        ] {
            try checkout.edit(file)
            let call = try await checkout.launch(["train", "taxi"])
            #expect(call.status == 0 && call.steps == steps, "\(file): \(call)")
        }
    }

    @Test(arguments: [
        ("headroom", "build-headroom"), ("headroom-supervise", "build-headroom-supervise"),
        ("headroom-train", "build-headroom-train"), ("venv-python", "venv"), ("pip-torch", "pip-torch"),
        ("engine", "engine"), ("fetch-digits", "digits"),
    ])
    func aStepThatFailsNamesItsLogAndIsTakenAgain(step: String, log: String) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let failed = try await checkout.launch(["train", "digits"], failing: step)
        #expect(failed.status == 3 && failed.output.isEmpty, "\(failed)")
        let path = "\(checkout.folder)/.headroom/logs/\(log).log"
        #expect(failed.errors.contains("failed; the end of \(path):"), "\(failed.errors)")
        #expect(failed.errors.contains("error: \(step) fails as it was told to"), "\(failed.errors)")
        let last = failed.errors.split(separator: "\n").drop { !$0.hasPrefix("headroom: ") }.joined()
        #expect(last.contains(path), "\(failed.errors)")
        #expect(FileManager.default.fileExists(atPath: path))

        let again = try await checkout.launch(["train", "digits"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.hasPrefix("<train><digits>\n"))
    }

    /// Without the minimizer, the sharpness of a solution is null, and nothing else changes.
    @Test func theMinimizerIsAskedForOnceAndMayBeMissing() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let first = try await checkout.launch(["learn", "digits"], failing: "liblbfgsb0")
        #expect(first.status == 0 && first.steps.last == "apt liblbfgsb0", "\(first)")
        #expect(first.errors.contains("\(checkout.folder)/.headroom/logs/apt-liblbfgsb0.log"))
        let second = try await checkout.launch(["learn", "digits"])
        #expect(second.status == 0 && second.steps.isEmpty, "\(second)")
    }

    @Test(arguments: [["train", "digist"], ["sweep", "digist"], ["fit", "digist", "--", "--model", "cnn"]])
    func anUnknownWorkloadIsRefusedByTheProgram(arguments: [String]) async throws {
        let checkout = try StandInCheckout(.real)
        defer { checkout.remove() }
        let call = try await checkout.launch(arguments)
        #expect(call.status == 64 && call.steps == Self.instrument + ["build headroom-train"], "\(call)")
        #expect(call.errors.contains("There is no workload 'digist'. Did you mean 'digits'?"), "\(call.errors)")
    }

    @Test(arguments: [
        ["sweep", "--", "python", "train.py"], ["learn", "--job", "digits", "--", "python", "train.py", "taxi"],
        ["run", "--", "digits"], ["runs", "--job", "digits"], ["doctor"], ["sweep", "digits", "--help"], ["--help"],
        ["compare", "a=python a.py", "b=python b.py"], ["help", "sweep"], [],
    ])
    func theInstrumentAloneBuildsNoWorkloads(arguments: [String]) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let call = try await checkout.launch(arguments)
        #expect(call.status == 0 && call.steps == Self.instrument, "\(call)")
        #expect(call.output.hasPrefix(arguments.isEmpty ? "<>" : arguments.map { "<\($0)>" }.joined()), "\(call)")
        #expect(!checkout.has(".headroom/python") && !checkout.has(".headroom/engine"))
    }

    @Test(arguments: [["train", "digits", "--help"], ["help", "play"], ["libtorch"]])
    func helpOnAWorkloadNeedsItsProgramAlone(arguments: [String]) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let call = try await checkout.launch(arguments)
        #expect(call.status == 0 && call.steps == Self.instrument + ["build headroom-train"], "\(call)")
    }

    @Test(arguments: [
        ["train", "digits", "--data", "mine"], ["sweep", "digits", "--", "--model", "mlp", "--data=mine"],
    ])
    func dataOfOnesOwnIsNotFetched(arguments: [String]) async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let call = try await checkout.launch(arguments, failing: "fetch-digits")
        #expect(call.status == 0 && !call.steps.contains("fetch digits"), "\(call)")
    }

    @Test func theFolderOfDataIsTheOneThatIsNamed() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let data = ["HEADROOM_DATA": "my data"]
        let call = try await checkout.launch(["train", "digits"], environment: data)
        #expect(call.status == 0 && call.steps.last == "fetch digits", "\(call)")
        #expect(checkout.has("my data/digits.csv") && !checkout.has(".headroom/data"))
        #expect(call.output.contains("\n\(checkout.folder)/my data\n"), "\(call.output)")
        let again = try await checkout.launch(["train", "digits"], environment: data)
        #expect(again.status == 0 && again.steps.isEmpty, "\(again)")
    }

    @Test func aLibtorchThatIsNamedIsTheOneThatIsUsed() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let first = try await checkout.launch(["train", "taxi"])
        try FileManager.default.copyItem(
            atPath: "\(checkout.folder)/.headroom/python/torch",
            toPath: "\(checkout.folder)/my libtorch"
        )
        // The option is for the engine, and is not passed to the command.
        for option in [["--libtorch", "my libtorch"], ["--libtorch=\(checkout.folder)/my libtorch"]] {
            let call = try await checkout.launch(["train", "taxi"] + option + ["--seed", "1"])
            #expect(call.status == 0, "\(call.errors)")
            #expect(call.steps == (option.count == 2 ? ["link engine"] : []), "\(call)")
            #expect(call.output.hasPrefix("<train><taxi><--seed><1>\n"), "\(call.output)")
            #expect(call.output.split(separator: "\n").last != first.output.split(separator: "\n").last)
        }
        let missing = try await checkout.launch(["train", "taxi", "--libtorch", "/nowhere"])
        #expect(missing.status == 3 && missing.steps.isEmpty, "\(missing)")
        #expect(missing.errors.contains("/nowhere, cannot be used: there is no lib/libtorch_cpu.so in it"))
        for wrong in [["--libtorch"], ["--libtorch="], ["--libtorch", "--seed", "1"]] {
            let call = try await checkout.launch(["train", "taxi"] + wrong)
            #expect(call.status == 64 && call.errors == "headroom: --libtorch needs the folder of a libtorch.\n")
        }
    }

    @Test func theExamplesGetTheirFrameworks() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let failed = try await checkout.launch(["compare", "--examples"], failing: "venv-jax")
        #expect(failed.status == 3 && failed.errors.contains("\(checkout.folder)/.headroom/logs/venv-jax.log"))
        let call = try await checkout.launch(["compare", "--examples"], failing: "pip-gymnasium")
        // Only the tests use Gymnasium.
        #expect(call.status == 0 && call.output.hasPrefix("<compare><--examples>\n"), "\(call)")
        #expect(call.steps.prefix(2) == ["venv jax", "pip jax keras"], "\(call.steps)")
        #expect(!checkout.has(".headroom/engine"))
    }

    /// After a failed download of CDNOW's purchases the training simulates purchases, and starts no further download.
    @Test func purchasesThatCannotBeFetchedAreSimulated() async throws {
        let checkout = try StandInCheckout()
        defer { checkout.remove() }
        let first = try await checkout.launch(["train", "lifetime-value"], failing: "fetch-cdnow")
        #expect(first.status == 0 && first.errors.contains("the purchases are simulated"), "\(first)")
        let second = try await checkout.launch(["train", "lifetime-value"])
        #expect(second.status == 0 && second.steps.isEmpty, "\(second)")
        let other = try await checkout.launch(["train", "churn"])
        #expect(other.status == 0 && other.steps.isEmpty, "\(other)")
    }

    @Test func theExamplesAreStartedInAFolderWithASpace() async throws {
        let checkout = try StandInCheckout(.real)
        defer { checkout.remove() }
        let call = try await checkout.launch(["compare", "--examples", "--budget", "10s"])
        // The script in place of Python cannot train, whichever example comes first.
        let run = try #require(call.steps.last)
        #expect(call.status == 1 && run.hasPrefix("run ") && run.hasSuffix(".py digits.csv"), "\(call)")
    }

    @Test(.disabled(if: Needs.mayRunWithoutEngine), arguments: StandInCheckout.workloads)
    func aWorkloadTrainsInAFolderWithASpace(workload: String) async throws {
        let checkout = try StandInCheckout(.real)
        defer { checkout.remove() }
        let length =
            switch workload {
            case "taxi": ["--steps", "200"]
            case "reconstruction": ["--epochs", "1", "--shapes", "40", "--views", "1"]
            case "scenes": ["--epochs", "1", "--rooms", "8", "--size", "16", "--prior-steps", "5"]
            default: ["--epochs", "1"]
            }
        let train = try await checkout.launch(["train", workload] + length)
        #expect(train.status == 0, "\(train)")
        let run = try await checkout.launch(["run", workload, "--"] + length)
        #expect(run.status == 0 && run.steps.isEmpty, "\(run)")
    }
}
