import FoundationEssentials
package import HeadroomEnvironments
import HeadroomSystem
import HeadroomTorch

/// Q-learning of the taxi with a table of action values.
package enum TabularTaxi {
    /// The options of a training, in addition to those of every taxi training.
    package struct Options: Sendable {
        package var taxi = TaxiWorkload.Options()
        package var settings = TabularSettings()

        package init() {}
    }

    /// Trains until a limit is reached or the policy is optimal.
    ///
    /// - Parameters:
    ///   - isStopped: whether a stop was requested.
    ///   - watch: called after every update.
    ///   - progress: called after each evaluation.
    package static func train(
        _ options: Options,
        isStopped: @escaping () -> Bool = { false },
        watch: (UpdateRecord) throws -> Void = { _ in },
        progress: (TaxiEvaluation) throws -> Void = { _ in }
    ) throws -> TaxiTrainingRecord {
        var record = try TaxiTrainingRecord(options.taxi, isStopped: isStopped)
        let variant = options.taxi.variant
        var training = try TabularTraining(
            variant.environment,
            stateCount: variant.taxi.stateCount,
            settings: options.settings,
            highestValue: 20
        )
        func evaluate() throws {
            let step = training.agent.step
            let evaluation = TaxiEvaluation(
                environmentSteps: step,
                updates: step,
                samples: step,
                episodes: training.episodes,
                seconds: record.trainingSeconds,
                epsilon: training.agent.epsilon
            )
            let table = training.agent.table
            _ = try record.evaluate(evaluation) { (0..<table.stateCount).map { table.bestAction(in: $0) } }
            if let evaluation = record.evaluations.last { try progress(evaluation) }
        }

        try evaluate()
        while !record.isOver(environmentSteps: training.agent.step) {
            let update = try training.advance()
            try watch(update)
            if update.terminated || update.truncated { record.ended(episodeReturn: training.episodeReturn) }
            if let every = options.taxi.evaluateEvery, training.agent.step.isMultiple(of: every) { try evaluate() }
        }
        if record.evaluations.last?.environmentSteps != training.agent.step { try evaluate() }
        if let path = options.taxi.checkpoint {
            try TaxiPolicy.save(training.agent.table, record, options, to: path)
        }
        return record
    }
}
