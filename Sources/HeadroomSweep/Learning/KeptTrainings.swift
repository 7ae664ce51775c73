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
            kept[learning.measure, default: []] += learning.trainings.filter {
                $0.outcome == .completed || $0.outcome == .diverged
            }.map {
                training in
                var training = training
                training.keptFrom = training.keptFrom ?? run.id
                training.trial = nil
                return training
            }
        }
    }
}

extension SweepDocument.Machine {
    /// Whether what was measured on another holds for this one; the frameworks are known of a run that is over only.
    fileprivate func isLike(_ other: SweepDocument.Machine) -> Bool {
        devices == other.devices && driver == other.driver && usableCPUs == other.usableCPUs
    }
}
