package import HeadroomCore

/// A trial that has ended, with what was concluded of it since.
@dynamicMemberLookup
package struct LoggedTrial: Equatable, Sendable {
    /// Which training of a study it was.
    package struct Training: Equatable, Sendable {
        package var arm: String
        package var seed: Int?
        package var learningRate: Double?
    }

    package let measured: MeasuredTrial
    /// Its number among all trials.
    package var id: Int
    /// nil where its size does not only run since the driver moves memory to the host.
    package let spill: Spill?
    /// nil for a trial of a sweep.
    package let training: Training?

    package init(_ measured: MeasuredTrial, spill: Spill? = nil, training: Training? = nil) {
        self.measured = measured
        self.spill = spill
        self.training = training
        id = measured.id
    }

    /// A size that spills does not fit, though its training came to its end.
    package var outcome: TrialDocument.Outcome { spill == nil ? measured.outcome : .outOfMemory }
    package var outOfMemory: TrialDocument.OutOfMemory? {
        spill.map { TrialDocument.OutOfMemory($0) } ?? measured.outOfMemory
    }

    package subscript<Value>(dynamicMember figure: KeyPath<MeasuredTrial, Value>) -> Value {
        measured[keyPath: figure]
    }
}
