/// The result of a tabular training.
public struct TabularResult: Sendable {
    /// The table with the best score.
    public var bestTable: ActionValueTable
    /// The exact score of that table, over all starts.
    public var bestScore: EpisodeScore
    /// Whether the best score equals the optimum.
    public var isOptimal: Bool
    /// Number of steps until the best table was found.
    public var bestStep: Int
    /// Number of episodes until the best table was found.
    public var bestEpisode: Int
    /// The evaluations during the training.
    public var evaluations: [TabularEvaluation]
}

/// An evaluation of the table during the training.
public struct TabularEvaluation: Sendable, Equatable, Codable {
    /// Number of episodes so far.
    public var episode: Int
    /// Number of steps so far.
    public var step: Int
    /// The exact score of the greedy policy, over all starts.
    public var score: EpisodeScore

    /// Makes an evaluation.
    public init(episode: Int, step: Int, score: EpisodeScore) {
        self.episode = episode
        self.step = step
        self.score = score
    }
}

/// Trains until the exact optimum is found, and keeps the best table.
public struct TabularStudy: Sendable {
    /// The rules, for evaluations only; the agent has no access to them.
    public let table: TransitionTable
    /// The optimum of the process.
    public let optimum: Optimum
    /// The step limit of an episode.
    public let maximumSteps: Int

    /// Plans the optimum.
    ///
    /// - Parameters:
    ///   - process: the rules that the environment follows.
    ///   - maximumSteps: the step limit of the environment's episodes.
    public init(_ process: some MarkovDecisionProcess, maximumSteps: Int) throws(TabularError) {
        let table = try translated(TabularError.process) { () throws(ProcessError) in try TransitionTable(process) }
        self.table = table
        optimum = try translated(TabularError.planning) { () throws(PlanningError) in
            try Optimum(of: table, within: maximumSteps)
        }
        self.maximumSteps = maximumSteps
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - maximumEpisodes: the maximum number of episodes.
    ///   - evaluationInterval: the number of episodes between evaluations.
    ///   - report: called after each evaluation; returning false ends the training.
    public func train<E: Environment>(
        in environment: E,
        settings: TabularSettings,
        maximumEpisodes: Int = 20_000,
        evaluationInterval: Int = 100,
        report: (TabularEvaluation) -> Bool = { _ in true }
    ) throws(TabularError) -> TabularResult where E.Observation == Int {
        var training = try translated(TabularError.setting) { () throws(SettingError) in
            try require("maximumEpisodes", maximumEpisodes, in: 0..., "at least 0")
            try require("evaluationInterval", evaluationInterval, in: 1..., "at least 1")
            return try TabularTraining(
                environment,
                stateCount: table.stateCount,
                settings: settings,
                highestValue: optimum.values.values.max()
            )
        }
        let start = training.agent.table
        var result = TabularResult(
            bestTable: start,
            bestScore: try score(start),
            isOptimal: false,
            bestStep: 0,
            bestEpisode: 0,
            evaluations: []
        )
        result.isOptimal = optimum.isReached(by: result.bestScore)
        while !result.isOptimal, training.episodes < maximumEpisodes {
            try translated(TabularError.environment) { () throws(EnvironmentError) in
                try training.advance(episodes: min(evaluationInterval, maximumEpisodes - training.episodes))
            }
            if !note(training, try score(training.agent.table), in: &result, report) { break }
        }
        return result
    }

    /// The exact score of the greedy policy of a table.
    public func score(_ values: ActionValueTable) throws(TabularError) -> EpisodeScore {
        try translated(TabularError.planning) { () throws(PlanningError) in
            try values.policy.score(in: table, within: maximumSteps)
        }
    }

    private func note<E: Environment>(
        _ training: TabularTraining<E>,
        _ score: EpisodeScore,
        in result: inout TabularResult,
        _ report: (TabularEvaluation) -> Bool
    ) -> Bool {
        let evaluation = TabularEvaluation(episode: training.episodes, step: training.agent.step, score: score)
        result.evaluations.append(evaluation)
        if score.meanReturn > result.bestScore.meanReturn {
            result.bestTable = training.agent.table
            result.bestScore = score
            result.bestStep = evaluation.step
            result.bestEpisode = evaluation.episode
            result.isOptimal = optimum.isReached(by: score)
        }
        return report(evaluation)
    }
}

/// Calls a function and converts the error that it throws.
private func translated<Result, Failure: Error>(
    _ translation: (Failure) -> TabularError,
    _ body: () throws(Failure) -> Result
) throws(TabularError) -> Result {
    do {
        return try body()
    } catch {
        throw translation(error)
    }
}
