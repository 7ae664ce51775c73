package import HeadroomCore
import HeadroomEvents
import HeadroomNumerics
import HeadroomSystem
package import HeadroomTrials

/// Measures several commands that do the same work, side by side.
///
/// In each round every command is started at every batch size, in a new random order, so that a temporary slowdown of
/// the machine affects all of them. Each trial has its own process, even where the framework could share one.
package struct Comparison {
    /// One of the commands.
    package struct Contestant: Sendable {
        package var name: String
        /// The command as given by the user.
        package var text: String
        package var options: SweepOptions

        package init(name: String, text: String, options: SweepOptions) {
            self.name = name
            self.text = text
            self.options = options
        }
    }

    /// Outcome of a comparison: its document, and the failure that ended it early, if any.
    package struct Outcome: Sendable {
        package var document: CompareDocument
        package var failure: TrialError?
    }

    private static let rounds = 3
    /// Maximum number of samples for a first step over all of them.
    private static let mostCheckedSamples = 65_536

    private let contestants: [Contestant]
    private let batchSizes: [Int]
    private let budgetSeconds: Double
    private let runner: TrialRunner
    private let machine: SweepDocument.Machine
    private let directory: String
    private let stopRequest: StopRequest
    private let report: @Sendable (SweepProgress) -> Void
    private var tree: TreeCheck
    private let startedAt = MonotonicClock.seconds()

    private var logs: [SweepLog]
    private var works: [CompareDocument.Work?]
    private var isWholeData = false
    private var trialsDone = 0
    private var notes: [Note] = []

    /// - Parameters:
    ///   - batchSizes: in ascending order.
    ///   - directory: a folder for the trials' own folders; its path must be short.
    ///   - report: called with every change of progress.
    package init(
        _ contestants: [Contestant],
        batchSizes: [Int],
        budgetSeconds: Double,
        runner: TrialRunner,
        machine: SweepDocument.Machine,
        directory: String,
        stopRequest: StopRequest,
        report: @escaping @Sendable (SweepProgress) -> Void
    ) {
        self.contestants = contestants
        tree = TreeCheck(ownPaths: contestants.first?.options.ownPaths ?? [])
        self.batchSizes = batchSizes
        self.budgetSeconds = budgetSeconds
        self.runner = runner
        self.machine = machine
        self.directory = directory
        self.stopRequest = stopRequest
        self.report = report
        logs = contestants.map { _ in SweepLog() }
        works = contestants.map { _ in nil }
    }

    /// Runs the comparison; the document has all finished trials, however it ends.
    package mutating func run(id: String, startedAt: String) async -> Outcome {
        var failure: TrialError?
        do {
            try await measure()
        } catch let error as TrialError {
            failure = error
        } catch {
            failure = TrialError(.missing, "\(error)")
        }
        if failure == nil, stopRequest.isSet { failure = TrialError(.stopped, "stopped") }
        return Outcome(document: document(id: id, startedAt: startedAt), failure: failure)
    }

    // MARK: Rounds

    private mutating func measure() async throws {
        var generator = SeededGenerator(seed: contestants.first?.options.seed ?? 0)
        for round in 1...Self.rounds {
            // The first round ascends: where a batch size does not fit, the command skips larger ones.
            for batchSize in round == 1 ? batchSizes : batchSizes.shuffled(using: &generator) {
                for contestant in contestants.indices.shuffled(using: &generator) {
                    guard mayGoOn(contestant) else {
                        if !stopRequest.isSet { notes.append(outOfTime(round)) }
                        return
                    }
                    if isWorthIt(batchSize, contestant) {
                        _ = try await trial(.speed, batchSize, contestant)
                    }
                }
            }
            if round == 1 { try await checkWork() }
        }
    }

    private func outOfTime(_ round: Int) -> Note {
        .budgetUsedUp(seconds: Int(budgetSeconds), round: round, of: Self.rounds)
    }

    private func isWorthIt(_ batchSize: Int, _ contestant: Int) -> Bool {
        let log = logs[contestant]
        if let samples = log.trainingSamples, batchSize > samples { return false }
        return !log.trials.contains { $0.outcome == .outOfMemory && $0.batchSize ?? 0 <= batchSize }
    }

    /// Runs one step of each command over all its samples, so that the loss does not depend on their order.
    private mutating func checkWork() async throws {
        let samples = Set(logs.compactMap(\.trainingSamples))
        guard samples.count == 1, let count = samples.first, count <= Self.mostCheckedSamples else { return }
        for contestant in contestants.indices {
            guard mayGoOn(contestant), isWorthIt(count, contestant) else { return }
            works[contestant] = try await trial(.probe, count, contestant).work
        }
        isWholeData = true
    }

    private mutating func trial(
        _ purpose: TrialDocument.Purpose,
        _ batchSize: Int,
        _ contestant: Int
    ) async throws -> TrialResult {
        let (name, id) = (contestants[contestant].name, logs[contestant].nextTrial)
        let plan = contestants[contestant].options.plan(
            id: id,
            purpose: purpose,
            batchSize: batchSize,
            directory: "\(directory)/\(contestant)-\(id)",
            usableCPUs: machine.usableCPUs,
            remainingSeconds: remainingSeconds
        )
        var state = SweepProgress(
            phase: purpose == .speed ? .walking : .checking,
            batchSize: batchSize,
            trialsDone: trialsDone,
            trialsExpected: contestants.count * (batchSizes.count * Self.rounds + 1),
            samplesPerSecond: nil,
            elapsedSeconds: budgetSeconds - remainingSeconds,
            remainingSeconds: nil
        )
        state.subject = name
        report(state)
        let (report, start, shown) = (report, startedAt, state)
        do {
            let result = try await runner.run(plan) { throughput in
                var state = shown
                state.samplesPerSecond = throughput
                state.elapsedSeconds = MonotonicClock.seconds() - start
                report(state)
            }
            // An unsupported request makes the comparison worthless.
            if let failure = result.failure { throw failure }
            logs[contestant].add(result)
            if works[contestant] == nil { works[contestant] = result.work }
            trialsDone += 1
            if let changes = tree.changes() {
                let note = Note.ofContestant(name, .changedFiles(changes))
                notes.append(note)
                state.notice = note.sentence
                report(state)
            }
            return result
        } catch let error as TrialError {
            throw TrialError(error.code, "\(name): \(error.message)", hint: error.hint, lastLines: error.lastLines)
        }
    }

    private var remainingSeconds: Double { budgetSeconds - (MonotonicClock.seconds() - startedAt) }

    private func mayGoOn(_ contestant: Int) -> Bool {
        !stopRequest.isSet && remainingSeconds > logs[contestant].longestStartupSeconds
    }

    // MARK: Result

    private func document(id: String, startedAt: String) -> CompareDocument {
        var document = CompareDocument(id: id, startedAt: startedAt, machine: machine)
        document.contestants = contestants.indices.compactMap { index in
            guard let work = works[index] else { return nil }
            return CompareDocument.Contestant(
                name: contestants[index].name,
                command: contestants[index].text,
                work: work,
                trials: logs[index].trials.map { TrialDocument($0, diagnosis: nil) },
                points: logs[index].points(precision: contestants[index].options.precision).map {
                    SweepDocument.Point($0)
                },
                time: TimeLaw.fit(logs[index].timeObservations)?.document
            )
        }
        let same = SameWork(document.contestants.map { ($0.name, $0.work) }, isWholeData: isWholeData)
        document.differences = same.differences
        document.unchecked = same.unchecked
        document.findings = CompareDocument.findings(document.contestants)
        document.notes = notes.map(\.sentence)
        return document
    }
}
