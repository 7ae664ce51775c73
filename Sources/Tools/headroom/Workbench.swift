import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

/// Resources shared by the measuring commands: machine, folder for trials, stop request, progress display.
struct Workbench {
    let host = Host.current()
    let stopRequest = StopRequest()
    let display: ProgressDisplay
    let folder: TemporaryFolder
    private let interrupts: Interrupts
    private let logs: LogArchive?
    private let showsOutput: Bool
    let sampler: Sampler
    /// Recording of the run in progress; nil if not requested.
    let recording: RecordingFile?
    /// Called with all progress besides the display; nil if nothing else follows it.
    var progressListener: (@Sendable (SweepProgress) -> Void)?
    /// Start time in UTC.
    let startedAt = Date().formatted(.iso8601)

    /// Path and header of a recording.
    struct Record {
        var path: String
        var command: [String]
        var workload: String?
    }

    /// Checks first that the reports can be written.
    init(logs: String?, showsOutput: Bool, reports: ReportOptions, record: Record? = nil) throws {
        try Limits.check()
        try reports.checkDestinations()
        recording = try record.map { try RecordingFile(path: $0.path) }
        let stopRequest = stopRequest
        let display = ProgressDisplay(mode: reports.quiet ? .none : reports.progress)
        self.display = display
        interrupts = Interrupts(last: 3) { count in
            if count == 1 {
                stopRequest.set()
                display.say("stopping: what runs is ended, what was measured is reported; once more ends it at once")
            } else {
                stopRequest.setAtOnce()
                display.say("what runs is killed; once more ends headroom without a report")
            }
        }
        folder = try TemporaryFolder()
        let base = logs ?? LogArchive.defaultBase(environment: ProcessInfo.processInfo.environment)
        let run = folder.name
        self.logs = base.map { LogArchive(base: $0, run: run) }
        self.showsOutput = showsOutput
        if let record {
            let header = RecordedRun.Header(
                id: run,
                startedAt: startedAt,
                command: record.command,
                workload: record.workload
            )
            recording?.append(header.line)
        }
        let host = host
        // Devices that are not visible to the training are not monitored.
        let visible = VisibleDevices(environment: ProcessInfo.processInfo.environment)
        sampler = Sampler(recording: recording) { DeviceSet.open(host: host, visible: visible) }
        sampler.waitUntilOpen()
        ThisProgram.releaseStartupPages()
        recording?.append(machine.line)
        for problem in sampler.problems { StandardStream.note(problem.sentence) }
    }

    var runner: TrialRunner {
        let display = display
        var show: (@Sendable ([UInt8]) -> Void)?
        if showsOutput { show = { display.showOutput($0) } }
        return TrialRunner(
            supervisor: ThisProgram.supervisor,
            stopRequest: stopRequest,
            logs: logs,
            showOutput: show,
            sampler: sampler,
            recording: recording
        )
    }

    /// Shows progress.
    func show(_ progress: SweepProgress) {
        display.show(progress)
        progressListener?(progress)
    }

    /// The first signal that asked for an end; nil if none did.
    var interruptingSignal: Int32? { interrupts.received }

    /// Notes for the user on problems of the monitoring.
    var notes: [String] { [recording?.problem, sampler.cost.lateness].compactMap(\.self) }

    /// Folder of the output of the trials; nil if it is not kept.
    var logFolder: String? { logs?.base }

    var wasInterrupted: Bool { interrupts.received != nil }

    /// Whether a device other than the CPU is available for training.
    var hasAccelerator: Bool { sampler.devices.contains { $0.kind != .cpu && DeviceSet.isTrainingDevice($0) } }

    var machine: SweepDocument.Machine {
        SweepDocument.Machine(
            devices: DeviceSet.trainers(among: sampler.devices).map(\.name),
            driver: sampler.driverVersion,
            frameworks: [:],
            logicalCPUs: host.logicalCPUs,
            usableCPUs: host.usableCPUs,
            memoryBytes: host.memoryBytes
        )
    }

    /// Environment variables that load the agent in Python programs.
    func agentEnvironment() throws -> [String: String] {
        try PythonAgent(in: folder.path).environment(inherited: ProcessInfo.processInfo.environment)
    }

    /// Error for a measurement that ended early: the exit code of the signal that stopped it, or the failure with the
    /// path of the command's output.
    ///
    /// - Parameter exitCode: replaces the default exit code; nil to keep it.
    func ending(_ error: TrialError, exitCode: Int32? = nil) -> any Error {
        if let signal = interrupts.received { return ExitCode.signal(signal) }
        var failure = error.failure
        failure.outputFolder = logs?.folder
        if let exitCode { failure.exitCode = ExitCode(exitCode) }
        return failure
    }
}
