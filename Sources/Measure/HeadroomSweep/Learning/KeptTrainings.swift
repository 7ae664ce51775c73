package import HeadroomCore
import HeadroomTrials

extension StudyOptions {
    /// Reuses the trainings of earlier runs of the same command with unchanged files, on an equivalent machine.
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

/// The trainings of an earlier run.
package struct KeptTrainings: Equatable, Sendable {
    /// The measure of the trainings.
    package var measure: Metric
    /// The frameworks of the trainings with their versions, from the run's document.
    package var frameworks: [String: String]
    package var trainings: [TrainingDocument]

    package init(measure: Metric, frameworks: [String: String], trainings: [TrainingDocument]) {
        self.measure = measure
        self.frameworks = frameworks
        self.trainings = trainings
    }
}

extension [KeptTrainings] {
    /// The first reusable training with a setting; nil where there is none.
    package func training(of setting: TrainingDocument.Setting, by measure: Metric) -> TrainingDocument? {
        lazy.filter { $0.measure == measure }.flatMap(\.trainings).first { $0.isReusable(for: setting) }
    }
}

extension TrainingDocument {
    /// Whether the training can be reused: it was not cut short.
    func isReusable(for setting: Setting) -> Bool {
        self.setting == setting && outcome != .stoppedEarly && !outcome.isInconclusive
    }
}

extension SweepDocument.Machine {
    /// Whether measurements on another machine apply to this one; frameworks are only known of a finished run.
    fileprivate func isLike(_ other: SweepDocument.Machine) -> Bool {
        devices == other.devices && driver == other.driver && usableCPUs == other.usableCPUs
    }
}
