import ArgumentParser
import FoundationEssentials
import Glibc
import HeadroomCluster
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

/// Work of a node: carries out the items of a plan that have no result, one after the other.
struct NodeWork {
    private let folder: RunFolder

    init(folder: String) {
        self.folder = RunFolder(path: folder)
    }

    /// - Throws: the failure of an item, so that the batch system sees its exit code too.
    func run() async throws {
        let plan = try folder.existingPlan()
        guard plan.headroom == Version.current else {
            throw CommandFailure(
                "the plan was written by headroom \(plan.headroom), and this is \(Version.current)",
                hint: "Start the run again, with the headroom that the nodes have."
            )
        }
        for item in plan.items {
            if try folder.result(of: item.key) != nil {
                StandardStream.note("the measurement \(item.key) has its result already")
                continue
            }
            try await carryOut(item, of: plan)
        }
    }

    private func carryOut(_ item: Plan.Item, of plan: Plan) async throws {
        for (name, value) in item.environment { setenv(name, value, 1) }
        guard FileManager.default.changeCurrentDirectoryPath(item.workingFolder) else {
            throw CommandFailure(
                "the folder \(item.workingFolder) is not there on \(Host.name)",
                hint: "The command is started in the folder that the sweep was started in; it must be shared."
            )
        }
        let environment = ProcessInfo.processInfo.environment
        let fingerprint = ContentHash.ofFile(ThisProgram.path)
        let claim = try folder.claim(
            item.key,
            host: environment["SLURMD_NODENAME"] ?? Host.name,
            job: environment["SLURM_JOB_ID"],
            fingerprint: fingerprint
        )
        let events = EventLog(path: folder.eventsPath(of: item.key, attempt: claim.attempt))
        try events.append(NodeEvent(.started, at: UTC.now, claim: claim))
        if let planned = plan.fingerprint, planned != fingerprint {
            StandardStream.note("this is another build of headroom than the one that wrote the plan")
        }
        let result = try await measure(item, of: plan, claim: claim, events: events)
        try folder.write(result)
        try events.append(NodeEvent(.ended, at: UTC.now, end: result.end))
        if let failure = result.failure { throw CommandFailure(failure) }
    }

    private func measure(
        _ item: Plan.Item,
        of plan: Plan,
        claim: Claim,
        events: EventLog
    ) async throws -> ItemResult {
        var result = ItemResult(key: item.key, claim: claim, end: .finished, document: nil, failure: nil)
        do {
            let sweep = try Sweep.parse(Array(item.arguments.dropFirst()))
            var bench = try Workbench(
                logs: sweep.measure.logs ?? folder.logs,
                showsOutput: sweep.measure.showOutput,
                reports: sweep.reports
            )
            defer { bench.folder.remove() }
            bench.progressListener = { events.show($0) }
            let stopRequest = bench.stopRequest
            let fence = Fence(
                folder: folder,
                key: item.key,
                attempt: claim.attempt,
                events: events,
                seconds: plan.pace.fenceSeconds
            ) { reason in
                StandardStream.note("\(reason): what runs is ended")
                try? events.append(NodeEvent(.ending, at: UTC.now, text: reason.description))
                stopRequest.set()
            }
            fence.start()
            defer { fence.stop() }
            // Other runs may be under way in the same working folder.
            let ownPaths = [folder.path, "\(item.workingFolder)/\(RunFolder.standardParent)"]
            let limit = await TimeLimit(of: plan, job: claim.job)
            let measured = await Result.of {
                try await sweep.measured(on: bench, ownPaths: ownPaths) { options in
                    if let bytes = JobMemory.limitBytes(environment: ProcessInfo.processInfo.environment) {
                        options.memoryLimitBytes = min(options.memoryLimitBytes ?? .max, bytes)
                    }
                    if let most = limit?.budgetSeconds, most < options.budgetSeconds {
                        StandardStream.note("the job's time limit leaves a budget of \(Int(most)) s")
                        options.budgetSeconds = most
                    }
                }
            }
            fence.stop()
            if bench.interruptingSignal != nil { result.stop = limit?.isNear == true ? .timeLimit : .signal }
            switch fence.reason ?? fence.check() {
            case nil: break
            case .canceled: result.stop = .cancellation
            case .some(let reason):
                // Another attempt has the item, or nothing can be written: this one leaves no result.
                throw CommandFailure("\(reason)")
            }
            switch measured {
            case .success(let measured):
                result.document = measured.document.trials.isEmpty ? nil : measured.document
                result.failure = measured.failure.map(ItemResult.Failure.init)
            case .failure(let error): result.failure = ItemResult.Failure(error)
            }
        }
        if result.failure != nil { result.end = .failed }
        if result.stop != nil { result.end = .stopped }
        return result
    }
}

extension Result where Failure == any Error {
    /// The result of an asynchronous call.
    fileprivate static func of(_ body: () async throws -> Success) async -> Result {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}

extension ItemResult.Failure {
    /// An error of a measurement, as it would end a local run.
    init(_ error: any Error) {
        if let failure = CommandFailure(error) {
            self.init(
                problems: failure.problems,
                hint: failure.hint,
                lastLines: failure.lastLines,
                outputFolder: failure.outputFolder,
                exitCode: failure.exitCode.rawValue
            )
            return
        }
        let code = (error as? ExitCode)?.rawValue ?? ExitCode.wrongUsage.rawValue
        let text = error is ExitCode ? "the measurement was stopped" : Sweep.message(for: error)
        self.init(problems: [text], hint: nil, lastLines: [], outputFolder: nil, exitCode: code)
    }
}
