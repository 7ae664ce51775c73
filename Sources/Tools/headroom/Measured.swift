import HeadroomCore

/// Result of a measurement, before it is reported and stored.
struct Measured {
    var document: SweepDocument
    /// Error that ends the command once the document is reported; nil where there is none.
    var failure: (any Error)?

    /// Whether a trial has a result of its own.
    var isAnswered: Bool { document.trials.contains { $0.outcome != .stopped && $0.outcome != .failed } }
}
