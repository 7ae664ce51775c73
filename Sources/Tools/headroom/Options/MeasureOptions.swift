import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

extension SweepDocument.Objective: ExpressibleByArgument {}
extension MemoryMode: ExpressibleByArgument {}

extension StepPattern: ExpressibleByArgument {
    /// Accepts any regular expression that Swift's `Regex` parses.
    public init?(argument: String) {
        guard let pattern = try? StepPattern(argument) else { return nil }
        self = pattern
    }
}

/// Options of trials, common to all measuring commands.
struct MeasureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Environment variable that the command reads its batch size from.", valueName: "name"))
    var batchEnv: String?

    @Option(help: "Time budget of the whole measurement: 90s, 10m, 1.5h.")
    var budget = TimeSpan(seconds: 600)

    @Option(help: "Limit on the host memory of each trial, over all its processes: 512MB, 2GiB.")
    var memoryLimit: ByteSize?

    @Option(help: "Pretend that the device has only this much memory: 20GiB.")
    var deviceMemoryLimit: ByteSize?

    @Option(help: ArgumentHelp("How the limit is enforced: auto, cgroup, data or none.", visibility: .hidden))
    var memoryMode = MemoryMode.auto

    @Flag(name: .customLong("no-oom"), help: "Never trigger an out-of-memory error: approach the limit from below.")
    var noOutOfMemory = false

    @Flag(help: "Start a new process for every trial, even if the batch size can be changed in a running one.")
    var fresh = false

    @Flag(
        help:
            "Run the trials in the working folder itself (default: in a copy, so that it stays unchanged)."
    )
    var inPlace = false

    @Flag(help: "Let Weights & Biases and MLflow log the trials (default: they are switched offline).")
    var keepTrackers = false

    @Option(
        help: ArgumentHelp(
            "Count output lines that match as steps. Named groups: <step>, <samples>, <loss>.",
            valueName: "regex"
        )
    )
    var stepRegex: StepPattern?

    @Option(help: "Measure without steps: only device and memory, for this long in each trial.")
    var withoutSteps: TimeSpan?

    @Flag(help: "Show the command's output.")
    var showOutput = false

    @Option(
        help: ArgumentHelp(
            "Save the output of the trials in this folder (default: ~/.local/state/headroom/logs).",
            valueName: "folder"
        )
    )
    var logs: String?

    @Option(help: "Longest time until a trial's first step.")
    var firstStep = TimeSpan(seconds: 120)

    @Option(help: "Random seed of the order of trials, and of the training of a workload.")
    var seed: UInt64 = 0

    func validate() throws {
        guard stepRegex == nil || withoutSteps == nil else {
            throw ValidationError("Give --step-regex or --without-steps, not both.")
        }
    }

    /// Whether the steps are received as events of the command.
    var listens: Bool { stepRegex == nil && withoutSteps == nil }

    /// Creates a copy of the working folder for each process of a user's command; nil if the folder is too large.
    var workingCopy: WorkingCopy? {
        inPlace ? nil : WorkingCopy(of: FileManager.default.currentDirectoryPath)
    }

    /// Options of a sweep over `command`.
    func sweepOptions(_ command: CommandTemplate, bench: Workbench) -> SweepOptions {
        var options = SweepOptions(command: command)
        options.budgetSeconds = budget.seconds
        options.memoryLimitBytes = memoryLimit?.bytes
        options.usualMemoryLimitBytes = bench.host.defaultMemoryLimitBytes
        options.hasAccelerator = bench.hasAccelerator
        options.deviceMemoryLimitBytes = deviceMemoryLimit?.bytes
        options.memoryMode = memoryMode
        options.provokesOutOfMemory = !noOutOfMemory
        options.seed = seed
        options.batchSizeVariable = batchEnv
        options.keepsTrackers = keepTrackers
        options.isFresh = fresh
        options.stepPattern = stepRegex
        options.watchedSeconds = withoutSteps?.seconds
        if showOutput { options.environment["PYTHONUNBUFFERED"] = "1" }
        options.firstStepSeconds = firstStep.seconds
        return options
    }
}

extension ByteSize: CustomStringConvertible {
    var description: String { "\(bytes)" }
}
