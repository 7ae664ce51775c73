import FoundationEssentials
import TestSupport
import Testing

/// Bad inputs: each has a clear message, the right exit code, and loses nothing.
@Suite struct BadInputTests {
    private func expect(
        _ arguments: [String],
        status: Int,
        says text: String,
        environment: [String: String] = [:],
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let command = try await Command.run(arguments, environment: environment)
        #expect(command.status == status, "\(command)", sourceLocation: location)
        #expect(command.errors.contains(text), "\(command.errors)", sourceLocation: location)
    }

    @Test func anUnknownWorkloadIsRefusedWithASuggestion() async throws {
        try await expect(["sweep", "digit"], status: 64, says: "There is no workload 'digit'. Did you mean 'digits'?")
        try await expect(["train", "imagenet"], status: 64, says: "There are: digits")
    }

    @Test func anUnknownOptionIsRefusedWithASuggestion() async throws {
        try await expect(["sweep", "digits", "--bugdet", "9s"], status: 64, says: "Did you mean '--budget'?")
        try await expect(["sweep", "--bugdet", "9s", "--", "true"], status: 64, says: "Did you mean '--budget'?")
        try await expect(["sweep", "digit", "--", "--model", "cnn"], status: 64, says: "Did you mean 'digits'?")
    }

    @Test func aClusterThatIsNoneIsRefused() async throws {
        func expect(_ options: String..., says text: String, status: Int = 64) async throws {
            try await self.expect(["sweep"] + options + ["--", "true"], status: status, says: text)
        }
        try await expect("--on", "lsf:queue=gpu", says: "'lsf:queue=gpu' is not a place that is known")
        try await expect("--on", "slurm:gpu", says: "'gpu' is neither NAME=VALUE nor a flag")
        try await expect("--on", "slurm:array=1-4", says: "the option array is set by headroom")
        try await expect("--on", "slurm:", "--slurm-option=-w", says: "'-w' is not an option such as")
        try await expect("--run-folder", "/tmp/run", says: "go with --on slurm:")
        try await expect("--on", "slurm:", "--axes", "batch,rays", says: "--on does not go with --axes yet")
        try await expect("--on", "slurm:", "--run-folder", "/proc/run", says: "the run folder /proc/run", status: 3)
        for command in ["resume", "cancel", "node"] {
            try await self.expect([command, "/nonexistent"], status: 3, says: "there is no plan.json in /nonexistent")
        }
        // Without Slurm nothing is submitted, and the folder can be used later.
        let folder = try Folder()
        defer { folder.remove() }
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/timeout",
            withDestinationPath: "/usr/bin/timeout"
        )
        try await self.expect(
            ["sweep", "--on", "slurm:", "--run-folder", "\(folder.path)/run", "--", "/bin/true"],
            status: 3,
            says: "sbatch was not found on the PATH: there is no Slurm here",
            environment: ["PATH": folder.path]
        )
    }

    @Test(arguments: ["0", "-3", "many", "1.5", ""])
    func aBatchSizeThatIsNoneIsRefused(size: String) async throws {
        try await expect(["train", "digits", "--batch-size=\(size)"], status: 64, says: "batch-size")
        try await expect(["sweep", "digits", "--batch-sizes=\(size)"], status: 64, says: "batch-sizes")
        try await expect(["fit", "digits", "--at-least=\(size)"], status: 64, says: "at-least")
    }

    @Test(arguments: ["--budget=soon", "--memory-limit=lots", "--pays-at=2", "--precision=0", "--objective=fun"])
    func valuesThatMakeNoSenseAreRefused(option: String) async throws {
        let name = option.prefix { $0 != "=" }
        try await expect(["sweep", "digits", option], status: 64, says: String(name))
    }

    @Test func aBatchSizeLargerThanTheDataIsRefused() async throws {
        try await expect(
            ["train", "digits", "--batch-size", "5000"],
            status: 64,
            says: "5000 is larger than the data, which has 1442"
        )
        try await expect(
            ["sweep", "--batch-sizes", "8,5000", "--budget", "20s", "digits"],
            status: 64,
            says: "5000 is larger than the data, which has 1442"
        )
    }

    @Test(.disabled(if: Needs.mayRunWithoutEngine)) func remediesThatMakeNoSenseAreRefused() async throws {
        func expect(_ options: String..., says text: String, status: Int = 64) async throws {
            try await self.expect(["train", "digits"] + options, status: status, says: text)
        }
        try await expect("--augment", "shift,,flip", says: "--augment")
        try await expect("--augment", "flip", says: "a mirrored digit is another one")
        try await expect("--mixup", "nan", says: "--mixup takes a number")
        try await expect("--adversarial", "cw", says: "--adversarial")
        try await expect("--mixup", "1", "--adversarial", "pgd", says: "--mixup and --adversarial do not go together")
        try await expect("--accumulation", "0", says: "--accumulation takes a whole number from 1 to 1442")
        try await expect("--schedule", "[1]", says: "is not a JSON list of stages")
        try await expect("--schedule", "/nonexistent/schedule", says: "/nonexistent/schedule is missing", status: 3)
        try await expect("--evaluate-every", "0", says: "--evaluate-every")
        let nowhere = "/nonexistent/checkpoint"
        try await expect("--checkpoint", nowhere, says: "cannot write to \(nowhere): the folder", status: 3)
        // The state of a diverged model is not a checkpoint.
        let folder = try Folder()
        defer { folder.remove() }
        let path = "\(folder.path)/model"
        let says = "the training diverged: the loss was not finite after step"
        try await expect("--learning-rate", "1e9", "--checkpoint", path, says: says, status: 1)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [
        ("batch", "A plane has two axes"), ("batch,rays,samples", "3 axes are more than two"),
        ("rays,rays", "'rays' is named twice"), ("batch,rays=", "has no values"),
        ("batch,rays=64..16", "has no values"),
        ("batch,rays=1..x", "has no values"), ("batch=0,4,rays", "has no values"), ("batch,rays=16", "has one value"),
        ("batch,", "is not the name of an axis"), ("8,16", "is not the name of an axis"), ("", "--axes"),
    ])
    func axesThatAreNoneAreRefused(axes: String, says: String) async throws {
        try await expect(["sweep", "--axes=\(axes)", "--", "true", "{batch}", "{rays}"], status: 64, says: says)
    }

    @Test(arguments: [
        (["batch,rays", "--batch", "{batch}"], "the axis 'rays' does not occur in the command"),
        (["batch,ryas", "{batch}", "{rays}"], "did you mean 'rays'?"),
        (["scenes,rays", "{batch}", "{rays}"], "the axis 'scenes' does not occur in the command"),
        (["batch,rays", "{batch}", "{rays}", "{lr}"], "{lr} in the command is none of the axes (batch, rays)"),
        (["rays,batch", "{batch}", "{rays}"], "comes first in --axes"),
    ])
    func axesThatTheCommandDoesNotTakeAreRefused(arguments: [String], says: String) async throws {
        try await expect(
            ["sweep", "--axes", arguments[0], "--", "true"] + arguments.dropFirst(),
            status: 64,
            says: says
        )
    }

    @Test(arguments: [
        (["--batch-sizes", "8,16"], "--axes batch=8..64,rays"),
        (["--batch-scan", "8", "64"], "--axes batch=8..64,rays"),
        (["--objective", "energy"], "--objective does not go with --axes"),
        (["--without-steps", "1s"], "--without-steps does not go with --axes"),
        (["--price", "2"], "--price, --store and --job do not go with --axes"),
    ])
    func optionsThatAPlaneDoesNotHaveAreRefused(options: [String], says: String) async throws {
        let command = ["--", "true", "{batch}", "{rays}"]
        try await expect(["sweep", "--axes", "batch,rays"] + options + command, status: 64, says: says)
    }

    @Test func axesThatAWorkloadDoesNotHaveAreRefused() async throws {
        try await expect(["sweep", "digits", "--axes", "batch,rays"], status: 64, says: "digits has one axis")
        try await expect(["sweep", "scenes", "--axes", "scenes,rais"], status: 64, says: "did you mean 'rays'?")
        try await expect(["sweep", "scenes", "--axes", "rays,samples"], status: 64, says: "--axes scenes,rays")
        try await expect(
            ["sweep", "scenes", "--axes", "scenes,rays", "--", "--rays", "9"],
            status: 64,
            says: "--rays is set by --axes"
        )
    }

    @Test func filesOfAFleetThatCannotBeReadAreRefused() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = "\(folder.path)/file.csv"
        func expect(_ format: String, _ text: String, says: String, status: Int = 3) async throws {
            try folder.write(Array(text.utf8), "file.csv")
            try await self.expect(["survey", "--import", format, path], status: status, says: says)
        }
        try await expect("gentd27", "", says: "gentd26", status: 64)
        try await expect("gentd26", "", says: "\(path) is empty: it has no rows")
        try await expect("gentd26", "a,b\n1,2\n", says: "should name the columns value, timestamp_anon, container_ip")
        let header = "value,timestamp_anon,container_ip\n"
        try await expect("gentd26", header + "x,0,a\n", says: "none of its rows could be read")
        try await expect("jobstats", header + "1,0,a\n", says: "sacct -a -X -P -o JobID,User")
        try await expect("nvidia-smi-csv", "Mon May  1 10:00:00 2026\n", says: "nvidia-smi --query-gpu=timestamp")
        try await expect("philly", "2017-10-03 00:08:00 CET,m1,1,\n", says: "time, machineId, gpu0_util")
        try await expect("pai", "1,2,3\n", says: "none of the tables of PAI, by its name")
        try await expect("supercloud", "timestamp\n", says: "does not begin with the number of a job")
        try await expect("acme", "Time,gpu\n", says: "neither GPU_UTIL nor SM_ACTIVE")
        let missing = "/nonexistent/fleet.csv"
        try await self.expect(["survey", "--import", "gentd26", missing], status: 3, says: "cannot read \(missing)")
        try await self.expect(["survey", "--import", "gentd26"], status: 64, says: "--import gentd26 needs files")
    }

    @Test func gradientStepsAreForAQuickLook() async throws {
        try await expect(["learn", "digits", "--gradient-steps", "300"], status: 64, says: "goes with --quick")
        try await expect(["learn", "digits", "--quick", "--gradient-steps", "3"], status: 64, says: "from 16 to")
    }

    @Test func nothingToMeasureIsRefused() async throws {
        try await expect(
            ["sweep"],
            status: 64,
            says:
                "Name a workload (digits, taxi, churn, lifetime-value, reconstruction, scenes), or a command after --."
        )
    }

    @Test func aCommandThatDoesNotExistIsNamed() async throws {
        try await expect(["sweep", "--", "/nonexistent/train"], status: 1, says: "/nonexistent/train")
    }

    @Test(arguments: [
        ("exit", "without reporting a step"), ("fail", "the command failed with exit code 7"),
        ("crash", "the command was ended by signal 11"), ("hang", "connected, but reported no step"),
        ("silent", "reported no step within"), ("ignore-batch", "its steps have 32"),
        ("resume", "resumed at step 500"), ("rubbish", "none of them is an event"),
        ("die", "the command failed with exit code 1 after step 20"),
    ])
    func aCommandThatMisbehavesIsToldSo(misbehaviour: String, says: String) async throws {
        let command = try await Command.measure(
            "sweep",
            ["--first-step", "1s"],
            laws: ["--misbehave", misbehaviour, "--limit-seconds", "20"]
        )
        #expect(command.status == 1, "\(command)")
        #expect(command.errors.contains(says), "\(command.errors)")
    }

    @Test func theLastLinesOfAFailedCommandAreShown() async throws {
        let command = try await Command.measure(laws: ["--misbehave", "fail"])
        #expect(command.errors.contains("Traceback: the data set is not where it should be"))
    }

    @Test func theExceptionStandsBeforeTheTraceback() async throws {
        let script = """
            import atexit, sys
            atexit.register(lambda: print("cleaned up", file=sys.stderr))
            raise ValueError("no batch of one")
            """
        let command = try await Command.run(["run", "--no-store", "--hide-output", "--", "python3", "-c", script])
        #expect(command.status == 1)
        let lines = command.errors.split(separator: "\n")
        let failure = lines.firstIndex { $0.hasPrefix("headroom: the command failed") }
        let next = failure.map { lines[$0 + 1] }
        #expect(next == "  ValueError: no batch of one" && lines.last?.hasPrefix("  All of it") == true, "\(lines)")
    }

    @Test(arguments: ["ignore-terminate", "grandchild"])
    func noProcessStaysBehind(misbehaviour: String) async throws {
        let mark = "0.00\(UInt32.random(in: 1_000_000...9_999_999))"
        let command = try await Command.measure(
            "fit",
            ["--at-most", "4"],
            laws: ["--misbehave", misbehaviour, "--fixed-seconds", mark]
        )
        #expect(command.status == 0, "\(command)")
        #expect(ProcessTable.matching(mark).isEmpty)
    }

    @Test func dataThatIsMissingIsNamed() async throws {
        try await expect(
            ["train", "digits"],
            status: 3,
            says: "the digits are not at /nonexistent/digits.csv",
            environment: ["HEADROOM_DATA": "/nonexistent"]
        )
        try await expect(
            ["train", "digits", "--data", "/nonexistent"],
            status: 3,
            says: "there is no folder /nonexistent"
        )
    }

    /// Measuring a command does not need the program of the workloads; a message names the missing program where it is
    /// needed.
    @Test func workloadsThatAreNotBuiltAreNamed() async throws {
        let environment = ["HEADROOM_TRAIN": "/nowhere/headroom-train"]
        for arguments in [["train", "digits"], ["play", "taxi"], ["sweep", "digits"], ["learn", "digits"]] {
            let command = try await Command.run(arguments, environment: environment)
            #expect(command.status == 3, "\(command)")
            #expect(command.errors.contains("/nowhere/headroom-train"), "\(command.errors)")
            #expect(command.errors.contains("swift build -c release --product headroom-train"))
        }
        let run = try await Command.run(["run", "--no-store", "--", "true"], environment: environment)
        #expect(run.status == 0, "\(run)")
        let doctor = try await Command.run(["doctor"], environment: environment)
        #expect(doctor.status == 0 && doctor.output.contains("the workloads are not built"), "\(doctor.output)")
        #expect(!doctor.output.contains("digits"), "\(doctor.output)")
        let nothing = try await Command.run(["sweep"], environment: environment)
        #expect(nothing.status == 64 && nothing.errors.contains("Name a workload, or a command after --."))
    }

    /// A program built from other sources, or that fails, is not reported as missing.
    @Test(arguments: [("echo '{}'", "its answer cannot be read"), ("exit 7", "it ended with exit code 7")])
    func aProgramOfWorkloadsThatDoesNotAnswerIsNamed(does: String, says: String) async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array("#!/bin/sh\n\(does)\n".utf8), "headroom-train")
        let path = "\(folder.path)/headroom-train"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        for arguments in [["sweep", "digits"], ["doctor"]] {
            let command = try await Command.run(arguments, environment: ["HEADROOM_TRAIN": path])
            #expect(command.status == (arguments == ["doctor"] ? 0 : 3), "\(command)")
            #expect((command.errors + command.output).contains("\(path): \(says)"), "\(command)")
        }
    }

    @Test func anEngineThatIsMissingIsNamed() async throws {
        try await expect(
            ["train", "digits"],
            status: 3,
            says: "headroom doctor",
            environment: ["HEADROOM_ENGINE": "/nonexistent.so"]
        )
    }

    @Test func aLibtorchThatIsTooOldIsRefused() async throws {
        let folder = "/tmp/headroom-libtorch-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/lib", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: "\(folder)/lib/libtorch_cpu.so"))
        try Data("1.13.1+cpu\n".utf8).write(to: URL(filePath: "\(folder)/build-version"))
        try await expect(
            ["libtorch"],
            status: 3,
            says: "version 1.13.1+cpu is too old, at least 2.11",
            environment: ["HEADROOM_LIBTORCH": folder]
        )
    }

    @Test func aPageThatCannotBeWrittenIsFoundBeforeTheSweep() async throws {
        let command = try await Command.measure("sweep", ["--html", "/nonexistent/page.html"])
        #expect(command.status == 3)
        #expect(command.errors.contains("the folder /nonexistent does not exist"))
        #expect(!command.errors.contains("trial 1"), "the sweep had begun")
    }

    @Test func aFullDiskLosesNoOtherReport() async throws {
        let json = "/tmp/headroom-full-\(UInt32.random(in: .min ... .max)).json"
        defer { try? FileManager.default.removeItem(atPath: json) }
        let command = try await Command.measure(
            "fit",
            ["--at-most", "2", "--html", "/dev/full", "--export-json", json]
        )
        #expect(command.status == 3, "\(command)")
        #expect(command.errors.contains("cannot write to /dev/full"))
        #expect(command.output.contains("fits"))
        #expect(FileManager.default.contents(atPath: json)?.isEmpty == false)
    }
}
