import HeadroomCore
import HeadroomFormat
import HeadroomTrials

/// The document of a sweep over two axes: laws, recommendation and notes from its trials.
struct PlaneConclusion {
    private let options: PlaneOptions
    private let machine: SweepDocument.Machine
    private let log: PlaneLog
    private let choice: PlaneChoice
    private let law: PlaneTimeLaw?
    private let notes: [Note]
    private let answers: [Int: FitSearch.Answer]
    private let predictions: [(point: PlanePoint, predicted: Interval)]

    init(_ sweep: PlaneSweep) {
        options = sweep.options
        machine = sweep.machine
        log = sweep.log
        choice = sweep.choice
        law = sweep.log.timeLaw
        notes = sweep.notes
        answers = sweep.answers
        predictions = sweep.predictions
    }

    func document(id: String, startedAt: String) -> PlaneDocument {
        var machine = machine
        machine.frameworks = log.frameworks
        let points = log.points(precision: options.sweep.precision)
        var document = PlaneDocument(
            id: id,
            startedAt: startedAt,
            command: options.sweep.shownCommand ?? options.sweep.command.arguments,
            axes: [options.first.document, options.second.document],
            paysAt: options.sweep.paysAt,
            machine: machine
        )
        document.workload = options.sweep.workload
        document.observer = log.observer
        document.trainingSamples = log.trainingSamples
        document.trials = log.trials.map {
            PlaneDocument.Trial(other: $0.other, trial: TrialDocument($0.trial, diagnosis: nil))
        }
        document.points = points
        document.time = law?.document
        document.memory = lawOfMemory(.host)
        document.deviceMemory = lawOfMemory(.device)
        document.checks = checks(points)
        document.fits = fits
        document.recommendation = recommendation(document.command)
        if document.recommendation == nil { document.undecided = "no point of the plane was measured" }
        document.trades = choice.trades.map(\.point)
        document.notes = PlaneNotes(options: options, law: law, choice: choice).sentences + notes.map(\.sentence)
        return document
    }

    private func lawOfMemory(_ limit: SweepDocument.Fits.Limit) -> PlaneDocument.MemoryLaw? {
        guard let memory = log.memories.first(where: { $0.limit == limit }) else { return nil }
        return memory.law.map { $0.document(capacityBytes: Int(memory.capacityBytes)) }
    }

    private func checks(_ points: [PlaneDocument.Point]) -> [PlaneDocument.Check] {
        predictions.compactMap { point, predicted in
            points.first { $0.place == point }.map {
                PlaneDocument.Check(point: point, predicted: predicted, measured: $0.stepSeconds.mean)
            }
        }
    }

    /// The largest batch size in memory at each value of the second axis, by the trials and by the memory law.
    private var fits: [PlaneDocument.Fit] {
        let trials = log.trials
        return options.second.values.map { other in
            func sizes(_ outcome: TrialDocument.Outcome) -> [Int] {
                trials.filter { $0.other == other && $0.trial.outcome == outcome }.compactMap(\.trial.batchSize)
            }
            var fit = PlaneDocument.Fit(other: other)
            fit.smallestOutOfMemory = sizes(.outOfMemory).min()
            fit.largestRun = sizes(.completed).max()
            fit.largestVerified = answers[other]?.batchSize
            fit.limitedBy = answers[other]?.limitedBy
            fit.byLaw = log.memories.compactMap { memory in
                memory.law?.largestBatchSize(other: other, fitting: memory.capacityBytes)
            }.min()
            return fit
        }
    }

    private func recommendation(_ command: [String]) -> PlaneDocument.Recommendation? {
        guard let chosen = choice.recommended, let greatest = choice.greatest else { return nil }
        let ratio = chosen.pointsPerSecond.value / greatest.pointsPerSecond.value
        return PlaneDocument.Recommendation(
            point: chosen.point,
            fractionOfGreatest: ratio,
            command: command.map {
                $0.replacing(options.second.placeholder, with: String(chosen.point.other))
                    .replacing(options.first.placeholder, with: String(chosen.point.batchSize))
            },
            why: PlaneWording(options).why(chosen: chosen, greatest: greatest, paysAt: choice.paysAt)
        )
    }
}
