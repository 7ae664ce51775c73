/// The fickle taxi as its driver observes it, whose optimal policy is the best achievable by any driver.
///
/// The passenger's decision is hidden until the first move that carries the passenger, but a driver can remember
/// whether that move was made. In states 0 to 499 it was made and the destination is final; states 500 to 999 are the
/// same states in which it was not, and the destination changes with the fickle probability (0.3 in Gymnasium).
public struct FickleTaxiDriverProcess: MarkovDecisionProcess {
    /// The fickle taxi.
    public let fickle: FickleTaxi

    /// Makes the driver's process of a fickle taxi.
    public init(_ fickle: FickleTaxi) {
        self.fickle = fickle
    }

    private var taxi: Taxi { fickle.taxi }

    /// Twice the number of states of the taxi.
    public var stateCount: Int { fickle.stateCount }
    /// The number of actions of the taxi.
    public var actionCount: Int { fickle.actionCount }

    /// The initial distribution of the taxi, all before the decision.
    public var initialDistribution: [Double] {
        let starts = taxi.initialDistribution
        return starts.map { _ in 0 } + starts
    }

    /// The valid actions of the taxi.
    public func validActions(in state: Int) -> [Bool] { fickle.validActions(in: state) }

    /// The outcomes of the taxi; for the deciding move, those with a changed and those with a kept destination.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        let outcomes = fickle.transitions(from: state, action: action)
        guard state >= taxi.stateCount else { return outcomes }
        // Outcomes of a fickle passenger that lead into the decided states are those with a changed destination.
        let changing = outcomes.map { outcome in
            var outcome = outcome
            if outcome.nextState < taxi.stateCount { outcome.probability *= fickle.probability }
            return outcome
        }
        let staying = taxi.transitions(from: fickle.observation(of: state), action: action).filter { outcome in
            FickleTaxi.triggers(taxi.decode(fickle.observation(of: state)), taxi.decode(outcome.nextState))
        }
        return changing
            + staying.map { outcome in
                var outcome = outcome
                outcome.probability *= 1 - fickle.probability
                return outcome
            }
    }

    /// As in the taxi.
    public func isSuccess(_ transition: Transition) -> Bool { fickle.isSuccess(transition) }
}
