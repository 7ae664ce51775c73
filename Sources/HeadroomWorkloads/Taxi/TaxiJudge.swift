package import HeadroomEnvironments

/// What a way of driving scores, exactly: over all starts, and all that can happen from them, within 200 steps.
package struct TaxiJudge: Sendable {
    private let table: TransitionTable
    /// How often the 500 states of the taxi are in the table: twice where a passenger may think better of it.
    private let copies: Int
    /// The best score there is.
    ///
    /// Where it rains on a fickle passenger, that of whoever drives best with a firm one: what a passenger has in mind
    /// cannot be seen.
    package let best: EpisodeScore
    /// That of actions drawn at random.
    package let random: EpisodeScore

    package init(_ variant: TaxiVariant) throws {
        let taxi = variant.taxi
        let steps = Taxi.maximumSteps
        let firm = try TransitionTable(taxi)
        let optimum = try Optimum(of: firm, within: steps)
        table = variant.isFickle ? try TransitionTable(FickleTaxi(taxi)) : firm
        copies = table.stateCount / firm.stateCount
        guard case .deterministic(let actions) = optimum.values.policy else {
            best = optimum.score
            random = optimum.score
            return
        }
        best = try Policy.deterministic((0..<copies).flatMap { _ in actions }).score(in: table, within: steps)
        random = try Policy.uniform(table).score(in: table, within: steps)
    }

    /// The score of one action for each of the 500 states.
    package func score(_ actions: [Int]) throws(PlanningError) -> EpisodeScore {
        try Policy.deterministic((0..<copies).flatMap { _ in actions }).score(in: table, within: Taxi.maximumSteps)
    }

    /// Whether a score is the best that there is.
    package func isExact(_ score: EpisodeScore) -> Bool {
        score.meanReturn >= best.meanReturn - Optimum.tolerance
    }
}
