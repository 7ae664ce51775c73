extension TabularSettings {
    /// Settings that reach the exact optimum of the dry taxi.
    ///
    /// The process is deterministic, so the learning rate can be 1 and no discount is needed. An initial value of 20,
    /// the largest return, makes every relevant action be tried. SARSA and double Q-learning need other exploration:
    /// SARSA's values include the exploration, and each of two tables has to see every action itself.
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

    /// Settings for the taxi in the rain: random outcomes must be averaged, so the learning rate decays.
    public static func rainyTaxi(_ algorithm: TabularAlgorithm = .qLearning, seed: UInt64 = 0) -> TabularSettings {
        var settings = dryTaxi(algorithm, seed: seed)
        settings.learningRate = .exponential(from: 0.3, to: 0.005, halfLifeSteps: 400_000)
        return settings
    }
}
