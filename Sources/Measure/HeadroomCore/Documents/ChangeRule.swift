/// A change of a figure that is not accepted, such as a throughput that falls by more than 5 %.
package struct ChangeRule: Equatable, Sendable {
    package var figure: RunComparison.Figure
    /// Whether a change below the bound is not accepted; one above it otherwise.
    package var isBelow: Bool
    /// The largest accepted change, relative to the earlier figure: -0.05 for 5 % less.
    package var bound: Double

    package init(figure: RunComparison.Figure, isBelow: Bool, bound: Double) {
        self.figure = figure
        self.isBelow = isBelow
        self.bound = bound
    }

    /// What a rule makes of a change.
    package enum Verdict: Equatable, Sendable {
        case accepted
        /// Beyond the bound, and not by noise alone.
        case broken
        /// Beyond the bound, but the interval leaves open that nothing changed, or that the bound was kept.
        case unclear
    }

    /// A change breaks the rule where it is beyond the bound and its interval excludes that nothing changed (where the bound
    /// asks for an improvement: that it was kept).
    ///
    /// A figure without an interval, such as the peak memory, is taken at its value.
    package func verdict(on change: RunComparison.Change) -> Verdict {
        guard isBelow ? change.ratio < bound : change.ratio > bound else { return .accepted }
        guard let low = change.low, let high = change.high else { return .broken }
        return (isBelow ? high < max(0, bound) : low > min(0, bound)) ? .broken : .unclear
    }
}
