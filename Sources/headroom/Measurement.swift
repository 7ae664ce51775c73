import ArgumentParser
import FoundationEssentials
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

/// What the measuring commands have in common: from their options to the written reports.
struct Measurement {
    let training: TrainingCommand
    let measure: MeasureOptions
    let reports: ReportOptions

    /// Measures, writes the reports, and returns the document.
    ///
    /// - Parameter adjust: sets what one command has beyond the others.
    @discardableResult
    func run(_ adjust: (inout SweepOptions) -> Void) async throws -> SweepDocument {
        do {
            try reports.checkDestinations()
        } catch let failure as OutputFailure {
            StandardStream.message("headroom: \(failure)\n")
            throw ExitCode.somethingMissing
        }
        let host = Host.current()
        var options = measure.sweepOptions(training, host: host)
        adjust(&options)

        let stopRequest = StopRequest()
        let interrupts = Interrupts { _ in stopRequest.set() }
        let display = ProgressDisplay(mode: reports.quiet ? .none : reports.progress)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let beforeSeconds = ThisProgram.processorSeconds
        if training.workload == nil {
            let agent = try PythonAgent(in: folder.path)
            options.environment.merge(agent.environment(inherited: ProcessInfo.processInfo.environment)) { $1 }
        }

        var sweep = HeadroomSweep.Sweep(
            options: options,
            runner: TrialRunner(supervisor: ThisProgram.supervisor, stopRequest: stopRequest),
            machine: machine(host),
            capacityBytes: options.memoryLimitBytes ?? host.availableMemoryBytes,
            directory: folder.path,
            stopRequest: stopRequest,
            report: { display.show($0) }
        )
        let outcome = await sweep.run(id: folder.name, startedAt: Date().formatted(.iso8601))
        display.finish()

        var document = outcome.document
        // Where this program lies says nothing about the training.
        if training.workload != nil { document.command[0] = "headroom" }
        document.observer?.cpuSeconds += ThisProgram.processorSeconds - beforeSeconds
        document.observer?.privateMemoryBytes += ThisProgram.privateMemoryBytes ?? 0
        if interrupts.received != nil {
            document.notes.insert("Stopped before the end: only the trials that had finished count.", at: 0)
        }
        if document.trials.contains(where: { $0.outcome != .stopped }) { try reports.write(document) }
        if let failure = outcome.failure { try fail(failure, interrupts: interrupts) }
        return document
    }

    private func machine(_ host: Host) -> SweepDocument.Machine {
        SweepDocument.Machine(
            devices: DeviceInventory.devices(host: host).map(\.name),
            driver: nil,
            frameworks: [:],
            logicalCPUs: host.logicalCPUs,
            usableCPUs: host.usableCPUs,
            memoryBytes: host.memoryBytes
        )
    }

    private func fail(_ failure: TrialError, interrupts: Interrupts) throws -> Never {
        if let signal = interrupts.received { throw ExitCode.signal(signal) }
        var text = "headroom: \(failure.message)\n"
        if let hint = failure.hint { text += "  \(hint)\n" }
        if !failure.lastLines.isEmpty {
            text += "  The last lines of the command:\n"
            for line in failure.lastLines { text += "    \(line)\n" }
        }
        StandardStream.message(text)
        switch failure.code {
        case .command, .stopped: throw ExitCode.commandFailed
        case .missing: throw ExitCode.somethingMissing
        case .usage: throw ExitCode.validationFailure
        }
    }
}

/// A folder for the trials of one run, gone with it.
struct TemporaryFolder {
    let path: String
    let name: String

    /// The path must be short: a Unix socket lives in it.
    init() throws {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        name = String(UInt64.random(in: .min ... .max), radix: 36)
        path = "\(base.utf8.count > 60 ? "/tmp" : base)/headroom-\(name)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            StandardStream.message(
                "headroom: cannot make the folder \(path): \(error)\n  Set TMPDIR to a folder that can be written.\n"
            )
            throw ExitCode.somethingMissing
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
