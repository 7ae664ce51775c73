package import HeadroomCore

/// A finished trial with later conclusions.
@dynamicMemberLookup
package struct LoggedTrial: Equatable, Sendable {
    /// The training of a study that the trial belongs to.
    package struct Training: Equatable, Sendable {
        package var arm: String
        package var seed: Int?
        package var learningRate: Double?

        package init(arm: String, seed: Int? = nil, learningRate: Double? = nil) {
            self.arm = arm
            self.seed = seed
            self.learningRate = learningRate
        }
    }

    package let measured: MeasuredTrial
    /// Number among all trials.
    package var id: Int
    /// Nil unless the batch size only runs because the driver moves memory to the host.
    package let spill: Spill?
    /// Nil for a trial of a sweep.
    package let training: Training?

    package init(_ measured: MeasuredTrial, spill: Spill? = nil, training: Training? = nil) {
        self.measured = measured
        self.spill = spill
        self.training = training
        id = measured.id
    }

    /// A batch size that spills does not fit, even where its training finished.
    package var outcome: TrialDocument.Outcome { spill == nil ? measured.outcome : .outOfMemory }
    package var outOfMemory: TrialDocument.OutOfMemory? {
        spill.map { TrialDocument.OutOfMemory($0) } ?? measured.outOfMemory
    }

    package subscript<Value>(dynamicMember figure: KeyPath<MeasuredTrial, Value>) -> Value {
        measured[keyPath: figure]
    }
}
