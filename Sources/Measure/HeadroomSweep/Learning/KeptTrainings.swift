package import HeadroomCore
import HeadroomTrials

extension StudyOptions {
    /// Takes the trainings that earlier runs made with the same command, whose files have not changed since, on a machine
    /// like this one.
    package mutating func keep(trainingsOf runs: [SweepDocument], on machine: SweepDocument.Machine) {
        guard let code else { return }
        let command = trials.shownCommand ?? trials.command.arguments
        for run in runs where run.command == command && run.machine.isLike(machine) {
            guard let learning = run.learning, learning.code == code else { continue }
            let finished = learning.trainings.filter { $0.outcome == .completed || $0.outcome == .diverged }
            let trainings = finished.map { training in
                var training = training
                training.keptFrom = training.keptFrom ?? run.id
                training.trial = nil
                return training
            }
            kept.append(
                KeptTrainings(measure: learning.measure, frameworks: run.machine.frameworks, trainings: trainings)
            )
        }
    }
}

/// The trainings that an earlier run made.
package struct KeptTrainings: Equatable, Sendable {
    /// What they were judged by.
    package var measure: Metric
    /// The frameworks that they were made with, and their versions, as the run's document has them.
    package var frameworks: [String: String]
    package var trainings: [TrainingDocument]

    package init(measure: Metric, frameworks: [String: String], trainings: [TrainingDocument]) {
        self.measure = measure
        self.frameworks = frameworks
        self.trainings = trainings
    }
}

extension [KeptTrainings] {
    /// The first that was made with a setting and says something of it; nil where there is none.
    package func training(of setting: TrainingDocument.Setting, by measure: Metric) -> TrainingDocument? {
        lazy.filter { $0.measure == measure }.flatMap(\.trainings).first { $0.isReusable(for: setting) }
    }
}

extension TrainingDocument {
    /// Whether it need not be made again: it was not cut short.
    func isReusable(for setting: Setting) -> Bool {
        self.setting == setting && outcome != .stoppedEarly && !outcome.isInconclusive
    }
}

extension SweepDocument.Machine {
    /// Whether what was measured on another holds for this one; the frameworks are known of a run that is over only.
    fileprivate func isLike(_ other: SweepDocument.Machine) -> Bool {
        devices == other.devices && driver == other.driver && usableCPUs == other.usableCPUs
    }
}
