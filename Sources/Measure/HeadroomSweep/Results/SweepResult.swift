package import HeadroomCore
import HeadroomTrials

/// What a measurement has given: everything that its document is made of.
package struct SweepResult: Equatable, Sendable {
    /// What was measured.
    package struct Subject: Equatable, Sendable {
        package var kind: SweepDocument.Kind
        package var id: String
        /// The start in UTC, as `2026-01-31T12:00:00Z`.
        package var startedAt: String
        package var command: [String]
        package var workload: String?
        package var objective: SweepDocument.Objective

        init(_ options: SweepOptions, kind: SweepDocument.Kind, id: String, startedAt: String) {
            self.kind = kind
            self.id = id
            self.startedAt = startedAt
            command = options.shownCommand ?? options.command.arguments
            workload = options.workload
            objective = options.objective
        }

        init(
            kind: SweepDocument.Kind,
            id: String,
            startedAt: String,
            command: [String],
            workload: String?,
            objective: SweepDocument.Objective
        ) {
            self.kind = kind
            self.id = id
            self.startedAt = startedAt
            self.command = command
            self.workload = workload
            self.objective = objective
        }
    }

    package let subject: Subject
    package let machine: SweepDocument.Machine
    /// What watching cost; nil where nothing was watched.
    package private(set) var observer: SweepDocument.Observer?
    package let trials: [LoggedTrial]
    package let conclusion: SweepConclusion
    /// Whether it was written down while the measurement went on.
    package private(set) var isUnfinished: Bool
    /// What a person must know first.
    private var openingNotes: [Note] = []
    /// What happened while it was measured.
    private let notesOnMeasuring: [Note]
    private var closingNotes: [Note] = []

    init(
        subject: Subject,
        machine: SweepDocument.Machine,
        observer: SweepDocument.Observer?,
        trials: [LoggedTrial],
        conclusion: SweepConclusion,
        isUnfinished: Bool = false,
        notes: [Note] = []
    ) {
        self.subject = subject
        self.machine = machine
        self.observer = observer
        self.trials = trials
        self.conclusion = conclusion
        self.isUnfinished = isUnfinished
        notesOnMeasuring = notes
    }

    package var notes: [Note] { openingNotes + notesOnMeasuring + conclusion.notes + closingNotes }
}

extension SweepResult {
    /// The result of a measurement that goes on, as it is kept for the case that it never ends.
    package var unfinished: SweepResult {
        var result = self
        result.isUnfinished = true
        result.openingNotes.insert(.unfinished, at: 0)
        return result
    }

    /// The result with what the program itself took that measured.
    ///
    /// - Parameter opening: what a person must know first.
    package func measured(
        taking processorSeconds: Double,
        privateMemoryBytes: Int,
        opening: Note?
    ) -> SweepResult {
        var result = self
        result.observer?.cpuSeconds += processorSeconds
        result.observer?.privateMemoryBytes += privateMemoryBytes
        if let opening { result.openingNotes.insert(opening, at: 0) }
        return result
    }

    /// The result with notes after all that was concluded.
    package func adding(_ notes: [Note]) -> SweepResult {
        var result = self
        result.closingNotes += notes
        return result
    }

    /// The result of the same measurement with further trials, and what is concluded with them.
    func adding(
        _ further: [LoggedTrial],
        _ conclusion: SweepConclusion,
        watching: SweepDocument.Observer
    ) -> SweepResult {
        var total = observer
        total?.cpuSeconds += watching.cpuSeconds
        total?.wallSeconds += watching.wallSeconds
        return SweepResult(
            subject: subject,
            machine: machine,
            observer: total,
            trials: trials + further,
            conclusion: conclusion,
            notes: notesOnMeasuring
        )
    }
}
