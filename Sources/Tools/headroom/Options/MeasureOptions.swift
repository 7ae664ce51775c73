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
    @Option(help: ArgumentHelp("The variable that the command takes its batch size from.", valueName: "name"))
    var batchEnv: String?

    @Option(help: "How long the whole may take: 90s, 10m, 1.5h.")
    var budget = TimeSpan(seconds: 600)

    @Option(help: "What a training may take of the host's memory, all its processes together: 512MB, 2GiB.")
    var memoryLimit: ByteSize?

    @Option(help: "Play a device with less memory than there is: 20GiB.")
    var deviceMemoryLimit: ByteSize?

    @Option(help: ArgumentHelp("How the limit is enforced: auto, cgroup, data or none.", visibility: .hidden))
    var memoryMode = MemoryMode.auto

    @Flag(name: .customLong("no-oom"), help: "Never provoke an out-of-memory: approach the limit from below.")
    var noOutOfMemory = false

    @Flag(help: "Start every trial in a process of its own, even where the batch size can be changed in a running one.")
    var fresh = false

    @Flag(
        help:
            "Start the trials in the working folder itself: else each process gets a copy of it, and changes nothing there."
    )
    var inPlace = false

    @Flag(help: "Let Weights & Biases and MLflow report the trials; else they are set offline.")
    var keepTrackers = false

    @Option(
        help: ArgumentHelp(
            "Find the steps in what the command writes: a line that matches is a step. Groups <step>, <samples>, <loss>.",
            valueName: "regex"
        )
    )
    var stepRegex: StepPattern?

    @Option(help: "The command reports no steps: watch its device and memory alone, for so long in each trial.")
    var withoutSteps: TimeSpan?

    @Flag(help: "Show what the command writes.")
    var showOutput = false

    @Option(
        help: ArgumentHelp(
            "Keep what the trials wrote in this folder (default: ~/.local/state/headroom/logs).",
            valueName: "folder"
        )
    )
    var logs: String?

    @Option(help: "How long a trial may take to its first step.")
    var firstStep = TimeSpan(seconds: 120)

    @Option(help: "The seed of the order of the trials, and of a workload's training.")
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
