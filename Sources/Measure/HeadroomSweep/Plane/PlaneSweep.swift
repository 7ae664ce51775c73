package import HeadroomCore
import HeadroomNumerics
import HeadroomSystem
package import HeadroomTrials

/// Measures a plane of two axes in few trials, from the first to the recommended point.
///
/// The first axis is walked at the usual value of the second, then the second where the first pays. The laws of both
/// name the points that decide, which are measured in turn; ``PlanePhases`` has the phases.
package struct PlaneSweep {
    let options: PlaneOptions
    private let runner: TrialRunner
    private var sharedTrials: SharedTrials
    /// The value of the second axis of the running process.
    private var sharedOther: Int?
    let machine: SweepDocument.Machine
    private let directory: String
    let stopRequest: StopRequest
    private let report: @Sendable (SweepProgress) -> Void
    private var tree: TreeCheck
    private let startedAt = MonotonicClock.seconds()

    var log: PlaneLog
    let capacityBytes: Int
    var notes: [Note] = []
    /// Predictions of the time law, by the point that they were made for.
    var predictions: [(point: PlanePoint, predicted: Interval)] = []
    /// Results of the search for the largest batch size, by the value of the second axis.
    var answers: [Int: FitSearch.Answer] = [:]
    /// The error of the last failed trial.
    var lastFailure: TrialError?

    /// Outcome of a measurement: its document, and the failure that ended it early, if any.
    package struct Outcome: Sendable {
        package var document: PlaneDocument
        package var failure: TrialError?
    }

    /// - Parameters:
    ///   - capacityBytes: host memory available to a training.
    ///   - directory: a folder for the trials' own folders; its path must be short.
    ///   - report: called with every change of progress.
    package init(
        options: PlaneOptions,
        runner: TrialRunner,
        machine: SweepDocument.Machine,
        capacityBytes: Int,
        directory: String,
        stopRequest: StopRequest,
        report: @escaping @Sendable (SweepProgress) -> Void
    ) {
        self.options = options
        self.runner = runner
        tree = TreeCheck(ownPaths: options.sweep.ownPaths)
        let template = options.sweep.command.on((options.first, options.second), other: options.second.usual)
        var shared = options.sweep
        shared.command = template
        sharedTrials = SharedTrials(runner: runner, mayShare: shared.mayShareProcesses)
        self.machine = machine
        self.capacityBytes = capacityBytes
        self.directory = directory
        self.stopRequest = stopRequest
        self.report = report
        log = PlaneLog(capacityBytes: capacityBytes)
    }

    /// Runs the sweep; the document has all finished trials, however it ends.
    package mutating func run(id: String, startedAt: String) async -> Outcome {
        var failure: TrialError?
        do {
            try await measure()
        } catch let error as TrialError {
            failure = error
        } catch {
            failure = TrialError(.missing, "\(error)")
        }
        await endSharing()
        if let spread = sharedTrials.spread { notes.append(.sharedProcesses(spread)) }
        if failure == nil, stopRequest.isSet { failure = TrialError(.stopped, "stopped") }
        return Outcome(document: PlaneConclusion(self).document(id: id, startedAt: startedAt), failure: failure)
    }

    // MARK: One trial

    @discardableResult
    mutating func trial(
        _ purpose: TrialDocument.Purpose,
        _ point: PlanePoint,
        phase: SweepProgress.Phase
    ) async throws -> TrialResult {
        let id = log.nextTrial
        let plan = plan(id: id, purpose, point)
        var state = SweepProgress(
            phase: phase,
            batchSize: point.batchSize,
            trialsDone: log.count,
            trialsExpected: nil,
            samplesPerSecond: nil,
            elapsedSeconds: elapsedSeconds,
            remainingSeconds: nil
        )
        state.subject = "\(options.second.name) \(point.other)"
        report(state)
        let (report, start, shown) = (report, startedAt, state)
        let watch: @Sendable (Double?) -> Void = { throughput in
            var state = shown
            state.samplesPerSecond = throughput
            state.elapsedSeconds = MonotonicClock.seconds() - start
            report(state)
        }
        // A process keeps its value of the second axis.
        if sharedOther != point.other || purpose != .speed { await endSharing() }
        let result: TrialResult
        if purpose == .speed {
            let run = try await sharedTrials.run(plan, progress: watch)
            sharedOther = point.other
            log.add(run.observer, at: point.other)
            result = run.result
        } else {
            result = try await runner.run(plan, progress: watch)
        }
        log.add(result, at: point.other)
        lastFailure = result.failure ?? lastFailure
        if let changes = tree.changes() {
            let note = Note.changedFiles(changes)
            notes.append(note)
            state.notice = note.sentence
            report(state)
        }
        if let failure = result.deviceFailure { throw failure }
        return result
    }

    private func plan(id: Int, _ purpose: TrialDocument.Purpose, _ point: PlanePoint) -> TrialPlan {
        var sweep = options.sweep
        sweep.command = sweep.command.on((options.first, options.second), other: point.other)
        var plan = sweep.plan(
            id: id,
            purpose: purpose,
            batchSize: point.batchSize,
            directory: "\(directory)/\(id)",
            usableCPUs: machine.usableCPUs,
            remainingSeconds: remainingSeconds
        )
        plan.start = log.start
        if purpose == .speed, !log.hasCompleted { plan.settlingSeconds = sweep.firstTrialSeconds }
        if purpose != .speed {
            plan.epochBatches = SweepOptions.shortEpochBatches
            plan.takesLongestFirst = true
        }
        if let seconds = log.timeLaw?.stepSeconds(at: point) {
            plan.firstStepSeconds = max(plan.firstStepSeconds, log.longestStartupSeconds + Self.slowSteps * seconds)
        }
        plan.largestTaken = log.logs.values.compactMap(\.largestTaken).max()
        plan.memoryLimitBytes = sweep.hostLimitBytes(trainsOnDevice: log.trainsOnDevice)
        return plan
    }

    private mutating func endSharing() async {
        guard let other = sharedOther else { return }
        log.add(await sharedTrials.end(), at: other)
        sharedOther = nil
    }

    /// Time limit of a first step, in expected step times.
    private static let slowSteps = 5.0

    // MARK: Time

    var elapsedSeconds: Double { MonotonicClock.seconds() - startedAt }
    var remainingSeconds: Double { options.sweep.budgetSeconds - elapsedSeconds }

    /// Whether there is time for another trial, including its startup.
    var mayGoOn: Bool { !stopRequest.isSet && remainingSeconds > log.longestStartupSeconds }

    /// Whether a trial of a few steps at a point would end before the time is up.
    func isInTime(_ point: PlanePoint) -> Bool {
        guard let seconds = log.timeLaw?.stepSeconds(at: point) else { return true }
        return log.longestStartupSeconds + Self.stepsOfTrial * seconds < remainingSeconds
    }

    private static let stepsOfTrial = 5.0
}
