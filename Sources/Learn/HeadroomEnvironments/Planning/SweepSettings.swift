/// How long values are swept through until they stand still.
public struct SweepSettings: Sendable, Equatable {
    /// How much of the next state's value counts; 1 where episodes end.
    public var discount: Double
    /// The largest change of a sweep that counts as standing still.
    public var tolerance: Double
    /// After how many sweeps it is given up.
    public var maximumSweeps: Int

    /// Values without a discount, to twelve places.
    public init(discount: Double = 1, tolerance: Double = 1e-12, maximumSweeps: Int = 100_000) {
        self.discount = discount
        self.tolerance = tolerance
        self.maximumSweeps = maximumSweeps
    }

    /// Sweeps until the values stand still.
    ///
    /// - Parameter sweep: goes through all states once, and returns the largest change.
    func run(_ sweep: () -> Double) throws(PlanningError) -> Int {
        do {
            try require("discount", discount, in: 0...1, "0 to 1")
            try require("tolerance", tolerance, in: 0..., "at least 0")
            try require("maximumSweeps", maximumSweeps, in: 1..., "at least 1")
        } catch {
            throw .setting(error)
        }
        var change = Double.infinity
        for number in 1...maximumSweeps {
            change = sweep()
            if change <= tolerance { return number }
            guard change.isFinite else {
                throw .notConverged(sweeps: number, change: change, discount: discount)
            }
        }
        throw .notConverged(sweeps: maximumSweeps, change: change, discount: discount)
    }
}
