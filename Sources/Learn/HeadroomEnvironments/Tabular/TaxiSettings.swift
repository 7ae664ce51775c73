extension TabularSettings {
    /// Settings that take the dry taxi to its exact optimum.
    ///
    /// Nothing is random there, so a value can be moved all the way to its target at once, and nothing needs a discount.
    /// Values that begin at 20, the most that can be gained, make every action be tried where it may matter. SARSA and
    /// double Q-learning need other exploration: SARSA's values are those of the explorer as long as he explores, and of
    /// two tables each has to see every action by itself.
    public static func dryTaxi(_ algorithm: TabularAlgorithm = .qLearning, seed: UInt64 = 0) -> TabularSettings {
        var settings = TabularSettings(
            algorithm: algorithm,
            learningRate: .constant(1),
            discount: 1,
            epsilon: .constant(0.1),
            initialValue: 20,
            seed: seed
        )
        switch algorithm {
        case .qLearning: break
        case .expectedSarsa: settings.epsilon = .linear(from: 0.1, to: 0, steps: 30_000)
        case .sarsa: settings.epsilon = .constant(0)
        case .doubleQLearning:
            settings.learningRate = .constant(0.5)
            settings.epsilon = .constant(1)
            settings.initialValue = 0
        }
        return settings
    }

    /// Settings for the taxi in the rain: what is random has to be averaged, so the learning rate falls.
    public static func rainyTaxi(_ algorithm: TabularAlgorithm = .qLearning, seed: UInt64 = 0) -> TabularSettings {
        var settings = dryTaxi(algorithm, seed: seed)
        settings.learningRate = .exponential(from: 0.3, to: 0.005, halfLifeSteps: 400_000)
        return settings
    }
}
