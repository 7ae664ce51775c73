/// The fickle taxi as its driver sees it: the best policy of this process is the best that any driver can do.
///
/// What a passenger will do cannot be seen before the first move that he takes part in, but a driver may remember
/// whether that move has been made. States 0 to 499 are those in which it has, so that nothing changes any more; 500 to
/// 999 the same in which it has not, with three passengers in ten still to change their minds.
public struct UndecidedTaxi: MarkovDecisionProcess {
    /// The taxi whose driver this is.
    public let fickle: FickleTaxi

    /// The process that the driver of a fickle taxi is in.
    public init(_ fickle: FickleTaxi) {
        self.fickle = fickle
    }

    private var taxi: Taxi { fickle.taxi }

    /// Twice those of the taxi.
    public var stateCount: Int { fickle.stateCount }
    /// Those of the taxi.
    public var actionCount: Int { fickle.actionCount }

    /// The taxi's starts, before anything is decided.
    public var initialDistribution: [Double] {
        let starts = taxi.initialDistribution
        return starts.map { _ in 0 } + starts
    }

    /// Those of the taxi.
    public func validActions(in state: Int) -> [Bool] { fickle.validActions(in: state) }

    /// Those of the taxi; with the move that decides it, those of a passenger who stays with it and of one who does not.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        let outcomes = fickle.transitions(from: state, action: action)
        guard state >= taxi.stateCount else { return outcomes }
        // Of a passenger who will change his mind, what leads into the decided states is what he changes to.
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

    /// As the taxi's.
    public func isSuccess(_ transition: Transition) -> Bool { fickle.isSuccess(transition) }
}
