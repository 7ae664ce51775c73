package import HeadroomEnvironments

/// What a way of driving scores, exactly: over all starts, and all that can happen from them, within 200 steps.
package struct TaxiJudge: Sendable {
    private let table: TransitionTable
    /// How often the 500 states of the taxi are in the table: twice where a passenger may think better of it.
    private let copies: Int
    /// The best score of all drivers, one that remembers whether a passenger may still change his mind among them.
    package let best: EpisodeScore
    /// Whether one action for each of the 500 states, without a memory, may fall short of the best.
    package let mayNeedMemory: Bool
    /// That of actions drawn at random.
    package let random: EpisodeScore

    package init(_ variant: TaxiVariant) throws {
        let taxi = variant.taxi
        let steps = Taxi.maximumSteps
        let firm = try TransitionTable(taxi)
        let firmOptimum = try Optimum(of: firm, within: steps)
        table = variant.isFickle ? try TransitionTable(FickleTaxi(taxi)) : firm
        copies = table.stateCount / firm.stateCount
        random = try Policy.uniform(table).score(in: table, within: steps)
        guard variant.isFickle, case .deterministic(let actions) = firmOptimum.values.policy else {
            (best, mayNeedMemory) = (firmOptimum.score, false)
            return
        }
        let whole = try TransitionTable(UndecidedTaxi(FickleTaxi(taxi)))
        best = try Optimum(of: whole, within: steps).score
        // Who drives as if the passenger were firm needs no memory.
        let asIfFirm = try Policy.deterministic((0..<copies).flatMap { _ in actions }).score(in: table, within: steps)
        mayNeedMemory = asIfFirm.meanReturn < best.meanReturn - Optimum.tolerance
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
