package import HeadroomEnvironments

/// Computes the exact score of a policy over all starts and outcomes, within 200 steps.
package struct TaxiEvaluator: Sendable {
    private let table: TransitionTable
    /// Number of copies of the 500 taxi states in the table: two with fickle passengers, else one.
    private let copies: Int
    /// The best score of any policy, including one that remembers whether the passenger may still change the
    /// destination.
    package let best: EpisodeScore
    /// Whether one action for each of the 500 states, without memory, may score below the best.
    package let mayNeedMemory: Bool
    /// The score of random actions.
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
        let whole = try TransitionTable(FickleTaxiDriverProcess(FickleTaxi(taxi)))
        best = try Optimum(of: whole, within: steps).score
        // A policy for passengers who never change the destination needs no memory.
        let asIfFirm = try Policy.deterministic((0..<copies).flatMap { _ in actions }).score(in: table, within: steps)
        mayNeedMemory = asIfFirm.meanReturn < best.meanReturn - Optimum.tolerance
    }

    /// The score of a policy with one action for each of the 500 states.
    package func score(_ actions: [Int]) throws(PlanningError) -> EpisodeScore {
        try Policy.deterministic((0..<copies).flatMap { _ in actions }).score(in: table, within: Taxi.maximumSteps)
    }

    /// Whether a score equals the best score.
    package func isOptimal(_ score: EpisodeScore) -> Bool {
        score.meanReturn >= best.meanReturn - Optimum.tolerance
    }
}
