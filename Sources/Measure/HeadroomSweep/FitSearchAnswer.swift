package import HeadroomCore

extension FitSearch {
    /// Result of the search.
    package struct Answer: Equatable, Sendable {
        /// The largest batch size that was run and fitted; nil where not even the smallest did.
        package var batchSize: Int?
        package var limitedBy: SweepDocument.Fits.Limit
        /// Why the search ended before it was certain, where it did.
        package var unfinished: Unfinished?

        package init(batchSize: Int?, limitedBy: SweepDocument.Fits.Limit, unfinished: Unfinished? = nil) {
            self.batchSize = batchSize
            self.limitedBy = limitedBy
            self.unfinished = unfinished
        }

        /// Reason for an uncertain end of the search.
        package enum Unfinished: Equatable, Sendable {
            case timeWasUp
            /// The command fails at these sizes, for other reasons than memory.
            case fails(batchSizes: [Int])
            /// A step at this size takes too long to wait for.
            case tooSlow(batchSize: Int)
            case memoryHardlyGrows
            case outOfProbes(Int)
            /// Only one batch size fitted.
            case oneBatchSize
        }
    }
}
