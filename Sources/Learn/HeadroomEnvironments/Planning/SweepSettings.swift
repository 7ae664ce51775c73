/// Convergence settings of value sweeps.
public struct SweepSettings: Sendable, Equatable {
    /// Discount of the next state's value; 1 where episodes end.
    public var discount: Double
    /// The largest change in a sweep that counts as convergence.
    public var tolerance: Double
    /// Maximum number of sweeps.
    public var maximumSweeps: Int

    /// Makes settings; the defaults are no discount and convergence to 1e-12.
    public init(discount: Double = 1, tolerance: Double = 1e-12, maximumSweeps: Int = 100_000) {
        self.discount = discount
        self.tolerance = tolerance
        self.maximumSweeps = maximumSweeps
    }

    /// Sweeps until the values converge.
    ///
    /// - Parameter sweep: updates all states once and returns the largest change.
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
