/// A change of a figure that is not accepted, such as a throughput that falls by more than 5 %.
package struct ChangeRule: Equatable, Sendable {
    package var figure: RunComparison.Figure
    /// Whether changes below the bound are rejected; changes above it otherwise.
    package var isBelow: Bool
    /// The largest accepted change, relative to the earlier figure: -0.05 for 5 % less.
    package var bound: Double

    package init(figure: RunComparison.Figure, isBelow: Bool, bound: Double) {
        self.figure = figure
        self.isBelow = isBelow
        self.bound = bound
    }

    /// The result of checking a change against a rule.
    package enum Verdict: Equatable, Sendable {
        case accepted
        /// Beyond the bound, by more than noise explains.
        case broken
        /// Beyond the bound, but the interval includes no change, or the bound.
        case unclear
    }

    /// Checks a change: it breaks the rule where it is beyond the bound and its interval excludes no change (where the
    /// bound demands an improvement: excludes the bound).
    ///
    /// A figure without an interval, such as the peak memory, is checked by its value.
    package func verdict(on change: RunComparison.Change) -> Verdict {
        guard isBelow ? change.ratio < bound : change.ratio > bound else { return .accepted }
        guard let low = change.low, let high = change.high else { return .broken }
        return (isBelow ? high < max(0, bound) : low > min(0, bound)) ? .broken : .unclear
    }
}
