import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomTrials

/// What the measuring commands share: the machine, a folder for the trials, the wish to stop, the progress.
struct Workbench {
    let host = Host.current()
    let stopRequest = StopRequest()
    let display: ProgressDisplay
    let folder: TemporaryFolder
    private let interrupts: Interrupts
    private let logs: LogArchive?
    private let showsOutput: Bool
    let sampler: Sampler
    /// What is written of the run as it goes; nil where nobody asked for it.
    let recording: RecordingFile?
    /// The start in UTC.
    let startedAt = Date().formatted(.iso8601)

    /// What a recording says of its run, and where it goes.
    struct Record {
        var path: String
        var command: [String]
        var workload: String?
    }

    /// Sees first whether the reports can be written at all.
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
        // What the training cannot see is nobody's business here.
        let visible = VisibleDevices(environment: ProcessInfo.processInfo.environment)
        sampler = Sampler(recording: recording) { DeviceSet.open(host: host, visible: visible) }
        sampler.waitUntilOpen()
        ThisProgram.letGoOfStart()
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

    /// What a person must know of how the run was watched.
    var notes: [String] { [recording?.problem, sampler.cost.lateness].compactMap(\.self) }

    /// Where the output of the trials is kept; nil for nowhere.
    var logFolder: String? { logs?.base }

    var wasInterrupted: Bool { interrupts.received != nil }

    /// Whether there is a device that a command may train on beside the CPU.
    var hasAccelerator: Bool { sampler.devices.contains { $0.kind != .cpu && DeviceSet.isTrainer($0) } }

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

    /// The variables that let Python programs report their steps.
    func agentEnvironment() throws -> [String: String] {
        try PythonAgent(in: folder.path).environment(inherited: ProcessInfo.processInfo.environment)
    }

    /// What to throw where a measurement ended early: the exit code of the signal that stopped it, or the failure, with
    /// where all of the command's output is.
    ///
    /// - Parameter exitCode: in place of the usual one; nil for that.
    func ending(_ error: TrialError, exitCode: Int32? = nil) -> any Error {
        if let signal = interrupts.received { return ExitCode.signal(signal) }
        var failure = error.failure
        failure.outputFolder = logs?.folder
        if let exitCode { failure.exitCode = ExitCode(exitCode) }
        return failure
    }
}
