package import HeadroomCore
import HeadroomEvents
import HeadroomSystem
package import HeadroomTrials

/// Chooses the next trial, from the first to the recommendation.
///
/// A first walk over the batch sizes, ascending, each in its own process, finds where the device is saturated or where
/// memory or the data end, and measures the memory law on the way. Then the search for the largest batch size that fits
/// follows, with its verification. The remaining time goes into further rounds over the batch sizes, in a new random
/// order for each, so that drift of the machine cannot appear as a law.
///
/// Where a command can change its batch size between two steps, the walk and the rounds share one process, and come
/// first, as do probes far from the limit. Those near it, and the verification, have their own processes.
package struct Sweep {
    let options: SweepOptions
    private let runner: TrialRunner
    private var sharedTrials: SharedTrials
    private let machine: SweepDocument.Machine
    private let directory: String
    let stopRequest: StopRequest
    private let report: @Sendable (SweepProgress) -> Void
    private let checkpoint: @Sendable (SweepResult) -> Void
    private var checkpoints = CheckpointPace()
    private var identity = (id: "", startedAt: "")
    private var tree: TreeCheck
    private let startedAt = MonotonicClock.seconds()

    var log = SweepLog()
    var search: FitSearch
    var answer: FitSearch.Answer?
    var notes: [Note] = []
    /// The largest batch size that the walk has visited.
    var walkedTo: Int?
    /// Whether the current trial is the second at a batch size for which the driver may spill.
    var looksAgain = false
    /// Why the last trial failed.
    var lastFailure: TrialError?

    /// Outcome of a measurement: its result, and the failure that ended it early, if any.
    package struct Outcome: Sendable {
        package var result: SweepResult
        package var failure: TrialError?
    }

    /// - Parameters:
    ///   - capacityBytes: host memory available to a training.
    ///   - directory: a folder for the trials' own folders; its path must be short.
    ///   - report: called with every change of progress.
    ///   - checkpoint: called periodically between two trials, with the measurements so far.
    package init(
        options: SweepOptions,
        runner: TrialRunner,
        machine: SweepDocument.Machine,
        capacityBytes: Int,
        directory: String,
        stopRequest: StopRequest,
        report: @escaping @Sendable (SweepProgress) -> Void,
        checkpoint: @escaping @Sendable (SweepResult) -> Void = { _ in }
    ) {
        self.checkpoint = checkpoint
        self.options = options
        self.runner = runner
        tree = TreeCheck(ownPaths: options.ownPaths)
        sharedTrials = SharedTrials(runner: runner, mayShare: options.mayShareProcesses)
        self.machine = machine
        self.directory = directory
        self.stopRequest = stopRequest
        self.report = report
        search = FitSearch(capacityBytes: capacityBytes, bound: nil, provokesOutOfMemory: options.provokesOutOfMemory)
    }

    /// Runs the sweep; the result has all finished trials, however it ends.
    package mutating func run(id: String, startedAt: String) async -> Outcome {
        identity = (id, startedAt)
        var failure: TrialError?
        do {
            try await observe()
            if options.kind != .fit { try await walk() } else { try await firstProbe() }
            if sharedTrials.isSharing { try await repeatRounds(upTo: 0.5) }
            if options.measuresNoise { try await measureNoise() }
            try await findLargest()
            if options.kind != .fit {
                try await visitOthers()
                try await repeatRounds(upTo: 1)
                try await checkRecommendation()
            }
        } catch let error as TrialError {
            failure = error
        } catch {
            failure = TrialError(.missing, "\(error)")
        }
        log.add(await sharedTrials.end())
        if let spread = sharedTrials.spread { notes.append(.sharedProcesses(spread)) }
        if failure == nil, stopRequest.isSet { failure = TrialError(.stopped, "stopped") }
        return Outcome(result: result, failure: failure)
    }

    // MARK: One trial

    mutating func trial(
        _ purpose: TrialDocument.Purpose,
        _ batchSize: Int?,
        phase: SweepProgress.Phase,
        expected: Int? = nil,
        isAlone: Bool = false,
        adjust: (inout TrialPlan) -> Void = { _ in }
    ) async throws -> FinishedTrial {
        let id = log.nextTrial
        var plan = options.plan(
            id: id,
            purpose: purpose,
            batchSize: batchSize,
            directory: "\(directory)/\(id)",
            usableCPUs: machine.usableCPUs,
            remainingSeconds: remainingSeconds
        )
        plan.start = log.start.joined(with: options.knownStart ?? SlowStart())
        if purpose == .speed, !log.hasCompleted { plan.settlingSeconds = options.firstTrialSeconds }
        if purpose == .probe || purpose == .verification {
            plan.epochBatches = SweepOptions.shortEpochBatches
            plan.takesLongestFirst = true
        }
        if let seconds = batchSize.flatMap(log.expectedStepSeconds) {
            plan.firstStepSeconds = max(plan.firstStepSeconds, log.longestStartupSeconds + Self.slowSteps * seconds)
        }
        plan.largestTaken = log.largestTaken
        plan.memoryLimitBytes = options.hostLimitBytes(trainsOnDevice: log.trainsOnDevice)
        adjust(&plan)

        let done = log.trials.count
        let elapsed = elapsedSeconds
        let perTrial = done > 0 ? elapsed / Double(done) : nil
        let state = SweepProgress(
            phase: phase,
            batchSize: batchSize ?? 0,
            trialsDone: done,
            trialsExpected: expected,
            samplesPerSecond: nil,
            elapsedSeconds: elapsed,
            remainingSeconds: expected.flatMap { expected in perTrial.map { Double(expected - done) * $0 } }
        )
        report(state)
        let (report, start, shown) = (report, startedAt, state)
        let watch: @Sendable (Double?) -> Void = { throughput in
            var state = shown
            state.samplesPerSecond = throughput
            state.elapsedSeconds = MonotonicClock.seconds() - start
            report(state)
        }
        let result: TrialResult
        do {
            if !isAlone, shares(plan) {
                let run = try await sharedTrials.run(plan, progress: watch)
                log.add(run.observer)
                result = run.result
            } else {
                // The trial's limit is the memory of the machine, so it must not share it.
                log.add(await sharedTrials.end())
                result = try await runner.run(plan, progress: watch)
            }
        } catch {
            // A rejected trial has run all the same.
            noteChanges(during: state)
            throw error
        }
        if batchSize == nil { log.addOwn(result) } else { log.add(result) }
        let spill = try await spill(of: result, phase: phase)
        if let spill { log.note(spill, of: id) }
        let finished = FinishedTrial(result: result, trial: LoggedTrial(result.trial, spill: spill))
        lastFailure = result.failure ?? lastFailure
        if batchSize != nil || finished.trial.outcome == .completed { remember(finished) }
        writeDown()
        noteChanges(during: state)
        if let failure = result.deviceFailure { throw failure }
        return finished
    }

    /// Notes which files of the working folder the first trial changed.
    private mutating func noteChanges(during state: SweepProgress) {
        guard let changes = tree.changes() else { return }
        let note = Note.changedFiles(changes)
        notes.append(note)
        var state = state
        state.notice = note.sentence
        report(state)
    }

    /// Whether a trial may share its process with others.
    private func shares(_ plan: TrialPlan) -> Bool {
        guard let batchSize = plan.batchSize else {
            // The unchanged command may continue at other batch sizes, where the agent sets them.
            return options.kind == .fit && plan.command == options.command
        }
        switch plan.purpose {
        case .speed: return true
        // Epochs are cut short in a process of probes, but not in one of speed trials.
        case .probe:
            return options.kind == .fit && search.isFarFromLimit(batchSize)
                && (log.hasAllocatorFigures || sharedTrials.tellsPeak(of: batchSize))
        case .verification, .training, .gradient: return false
        }
    }

    private mutating func remember(_ finished: FinishedTrial) {
        let (result, trial) = (finished.result, finished.trial)
        search.ownBatchSize = log.ownBatchSize
        search.sharesProcess = sharedTrials.isSharing
        search.tellsEveryPeak = log.hasAllocatorFigures
        let isProbe = trial.purpose != .speed
        // Gradient observation takes memory that a training does not.
        guard let batchSize = trial.batchSize, trial.purpose != .gradient else { return }
        switch trial.outcome {
        case .completed:
            let isEvaluated = trial.coverage == .evaluation
            let host = trial.peakHostMemoryBytes.map {
                FitSearch.Peak(
                    bytes: $0,
                    stepsBytes: result.memory.stepsPeakBytes,
                    heldBytes: result.memory.stepsBytes,
                    isEvaluated: isEvaluated
                )
            }
            if let memory = trial.deviceMemory, let capacity = capacityBytes(of: memory) {
                search.limitDevice(to: capacity, noise: memory.source == .allocator ? .allocator : .process)
            }
            let device = trial.deviceMemory.map {
                FitSearch.Peak(
                    bytes: $0.peakBytes,
                    stepsBytes: result.memory.deviceStepsPeakBytes,
                    isEvaluated: isEvaluated
                )
            }
            guard host != nil || device != nil else { return }
            search.fitted(
                batchSize: batchSize,
                host: host,
                device: device,
                isProbe: isProbe,
                isVerification: trial.purpose == .verification
            )
        case .outOfMemory:
            search.ranOut(batchSize: batchSize, isProbe: isProbe, of: trial.outOfMemory?.resource.limit ?? .host)
        case .failed where isProbe && result.failure?.isTimeout == true:
            search.tooSlow(batchSize: batchSize, isProbe: true)
        case .failed: search.failed(batchSize: batchSize, isProbe: isProbe)
        case .timedOut, .stopped: break
        }
    }

    /// Device memory available to a training.
    ///
    /// An allocator that does not report its allocated memory reserves more in larger trials, which is not part of the
    /// context.
    private func capacityBytes(of memory: DeviceMemory) -> Int? {
        guard let context = memory.contextBytes, memory.reservedBytes == nil, let least = log.leastContextBytes else {
            return memory.capacityBytes
        }
        return memory.capacityBytes.map { $0 + context - least }
    }

    func refuseAskedBeyondData() throws {
        guard let samples = log.trainingSamples, let asked = options.batchSizes?.last, asked > samples else { return }
        throw TrialError(
            .usage,
            "a batch size of \(asked) is larger than the data, which has \(samples) training samples",
            hint: "ask for batch sizes of at most \(samples)"
        )
    }

    // MARK: Time

    /// Time limit of a first step, in expected step times.
    private static let slowSteps = 5.0

    /// Whether a probe at a batch size, with its steps, would end before the time is up.
    func isInTime(_ batchSize: Int) -> Bool {
        guard let seconds = log.expectedStepSeconds(at: batchSize) else { return true }
        return log.longestStartupSeconds + Self.stepsOfProbe * seconds < remainingSeconds
    }

    private static let stepsOfProbe = 2.0

    var elapsedSeconds: Double { MonotonicClock.seconds() - startedAt }
    var remainingSeconds: Double { options.budgetSeconds - elapsedSeconds }

    /// Whether there is time for another trial, including its startup.
    var mayGoOn: Bool { !stopRequest.isSet && remainingSeconds > log.longestStartupSeconds }

    // MARK: Result

    /// The optimizer as reported by the processes, and the number of training samples.
    var optimizer: String? { log.optimizer }
    var trainingSamples: Int? { log.trainingSamples }

    /// Whether the command sums or averages gradients.
    var reduction: Reduction? { log.reduction }

    /// Writes a checkpoint of the measurements, so that a crash loses the trials of some seconds at most.
    private mutating func writeDown() {
        guard checkpoints.isDue, log.trials.contains(where: { $0.outcome != .stopped }) else { return }
        let began = MonotonicClock.seconds()
        checkpoint(result.unfinished)
        checkpoints.wrote(since: began)
    }

    /// The measurements so far, with their conclusions.
    private var result: SweepResult {
        var machine = machine
        machine.frameworks = log.namedFrameworks
        return SweepResult(
            subject: SweepResult.Subject(
                options,
                kind: options.kind,
                id: identity.id,
                startedAt: identity.startedAt
            ),
            machine: machine,
            observer: log.observer,
            trials: log.trials,
            conclusion: conclusion,
            notes: notes
        )
    }

    var conclusion: SweepConclusion {
        Conclusion(options: options, machine: machine, log: log, search: search, answer: answer).concluded
    }
}
