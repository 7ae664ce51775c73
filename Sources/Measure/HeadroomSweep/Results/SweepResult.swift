package import HeadroomCore
import HeadroomTrials

/// Result of a measurement: all contents of its document.
package struct SweepResult: Equatable, Sendable {
    /// The subject of the measurement.
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

        package init(
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
    /// Overhead of watching; nil where nothing was watched.
    package private(set) var observer: SweepDocument.Observer?
    package let trials: [LoggedTrial]
    package let conclusion: SweepConclusion
    /// Whether the result was written during the measurement.
    package private(set) var isUnfinished: Bool
    /// Notes to show first.
    private var openingNotes: [Note] = []
    /// Notes on events during the measurement.
    private let notesOnMeasuring: [Note]
    private var closingNotes: [Note] = []

    package init(
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
    /// The result of a running measurement, to keep in case it never finishes.
    package var unfinished: SweepResult {
        var result = self
        result.isUnfinished = true
        result.openingNotes.insert(.unfinished, at: 0)
        return result
    }

    /// The result with the overhead of the measuring program itself.
    ///
    /// - Parameter opening: notes to show first.
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

    /// The result with notes behind all others.
    package func adding(_ notes: [Note]) -> SweepResult {
        var result = self
        result.closingNotes += notes
        return result
    }

    /// The result of the same measurement with further trials, and the conclusions with them.
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
