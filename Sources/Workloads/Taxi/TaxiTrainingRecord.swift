import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomSystem

/// Evaluates a training periodically, keeps its best policy, and decides when it ends.
package struct TaxiTrainingRecord {
    package let evaluator: TaxiEvaluator
    /// The evaluations, oldest first.
    package private(set) var evaluations: [TaxiEvaluation] = []
    /// The evaluation with the best score.
    package private(set) var best: TaxiEvaluation?
    /// The actions of the best policy, `[states]`.
    package private(set) var bestActions: [Int] = []

    /// Whether the training ended because its loss was not finite.
    package internal(set) var hasDiverged = false

    private let limits: TaxiWorkload.Limits
    private let isStopped: () -> Bool
    private let started = MonotonicClock.seconds()
    /// Training time before the training was resumed.
    private var secondsBefore = 0.0
    private var evaluationSeconds = 0.0
    private var recentReturns: [Double] = []

    /// Number of episodes in the mean of the latest returns.
    private static let recent = 100

    init(_ options: TaxiWorkload.Options, isStopped: @escaping () -> Bool) throws {
        evaluator = try TaxiEvaluator(options.variant)
        limits = options.limits
        self.isStopped = isStopped
    }

    /// Time of the training without evaluations.
    var trainingSeconds: Double { secondsBefore + MonotonicClock.seconds() - started - evaluationSeconds }

    /// Whether the best policy is optimal.
    package var isOptimal: Bool { best.map { evaluator.isOptimal($0.score) } ?? false }

    /// Whether the training must end.
    func isOver(environmentSteps: Int) -> Bool {
        if isStopped() || hasDiverged || limits.endsWhenOptimal && isOptimal { return true }
        if let most = limits.environmentSteps, environmentSteps >= most { return true }
        if let most = limits.seconds, secondsBefore + MonotonicClock.seconds() - started >= most { return true }
        return false
    }

    /// Records the return of an episode that has ended.
    mutating func ended(episodeReturn: Double) {
        recentReturns.append(episodeReturn)
        if recentReturns.count > Self.recent { recentReturns.removeFirst() }
    }

    /// Evaluates the policy `actions`, `[states]`.
    ///
    /// - Returns: whether its score is better than any before.
    mutating func evaluate(_ evaluation: TaxiEvaluation, actions: () throws -> [Int]) throws -> Bool {
        let began = MonotonicClock.seconds()
        defer { evaluationSeconds += MonotonicClock.seconds() - began }
        var evaluation = evaluation
        let actions = try actions()
        evaluation.score = try evaluator.score(actions)
        evaluation.recentReturn =
            recentReturns.isEmpty ? nil : recentReturns.reduce(0, +) / Double(recentReturns.count)
        evaluations.append(evaluation)
        if let best, best.score.meanReturn >= evaluation.score.meanReturn { return false }
        best = evaluation
        bestActions = actions
        return true
    }

    /// Continues after the evaluations of a checkpoint.
    mutating func resume(_ evaluations: [TaxiEvaluation], bestActions: [Int]) {
        self.evaluations = evaluations
        self.bestActions = bestActions
        best = evaluations.max { $0.score.meanReturn < $1.score.meanReturn }
        secondsBefore = evaluations.last?.seconds ?? 0
    }
}
