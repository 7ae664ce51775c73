extension FitSearch {
    /// Peak memory of a run that fitted.
    package struct Peak: Equatable, Sendable {
        /// Peak of its process.
        package var bytes: Int
        /// Peak of its steps before the first evaluation; nil where it was not read.
        package var stepsBytes: Int?
        /// Memory in use during its steps, where the peak is that of the startup; nil elsewhere.
        package var heldBytes: Int?
        /// Whether the run completed an evaluation.
        package var isEvaluated: Bool

        package init(bytes: Int, stepsBytes: Int? = nil, heldBytes: Int? = nil, isEvaluated: Bool = false) {
            self.bytes = bytes
            self.stepsBytes = stepsBytes
            self.heldBytes = heldBytes
            self.isEvaluated = isEvaluated
        }
    }
}
