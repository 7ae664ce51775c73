import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomSystem

/// Judges a training from time to time, keeps the best driving that it has seen, and says when it is over.
package struct DrivingSchool {
    package let judge: TaxiJudge
    /// From the first on.
    package private(set) var lessons: [DrivingLesson] = []
    /// The lesson after which the taxi drove best.
    package private(set) var best: DrivingLesson?
    /// What is done in each state by whoever drove best: `[states]`.
    package private(set) var bestActions: [Int] = []

    /// Whether the training ended because its loss was not finite any more.
    package internal(set) var hasDiverged = false

    private let limits: TaxiWorkload.Limits
    private let isStopped: () -> Bool
    private let started = MonotonicClock.seconds()
    /// What a training that is gone on with had taken already.
    private var secondsBefore = 0.0
    private var judgingSeconds = 0.0
    private var recentReturns: [Double] = []

    /// Episodes whose mean is shown.
    private static let recent = 100

    init(_ options: TaxiWorkload.Options, isStopped: @escaping () -> Bool) throws {
        judge = try TaxiJudge(options.variant)
        limits = options.limits
        self.isStopped = isStopped
    }

    /// Without evaluations.
    var trainingSeconds: Double { secondsBefore + MonotonicClock.seconds() - started - judgingSeconds }

    /// Whether the last lesson was as good as any can be.
    package var isExact: Bool { best.map { judge.isExact($0.score) } ?? false }

    /// Whether the training is to end.
    func isOver(environmentSteps: Int) -> Bool {
        if isStopped() || hasDiverged || limits.endsWhenExact && isExact { return true }
        if let most = limits.environmentSteps, environmentSteps >= most { return true }
        if let most = limits.seconds, secondsBefore + MonotonicClock.seconds() - started >= most { return true }
        return false
    }

    /// An episode has brought so much.
    mutating func ended(episodeReturn: Double) {
        recentReturns.append(episodeReturn)
        if recentReturns.count > Self.recent { recentReturns.removeFirst() }
    }

    /// Judges the driving, `[states]` actions.
    ///
    /// - Returns: whether it is better than any before.
    mutating func judge(_ lesson: DrivingLesson, actions: () throws -> [Int]) throws -> Bool {
        let began = MonotonicClock.seconds()
        defer { judgingSeconds += MonotonicClock.seconds() - began }
        var lesson = lesson
        let actions = try actions()
        lesson.score = try judge.score(actions)
        lesson.recentReturn =
            recentReturns.isEmpty ? nil : recentReturns.reduce(0, +) / Double(recentReturns.count)
        lessons.append(lesson)
        if let best, best.score.meanReturn >= lesson.score.meanReturn { return false }
        best = lesson
        bestActions = actions
        return true
    }

    /// Goes on after the lessons of a checkpoint.
    mutating func resume(_ lessons: [DrivingLesson], bestActions: [Int]) {
        self.lessons = lessons
        self.bestActions = bestActions
        best = lessons.max { $0.score.meanReturn < $1.score.meanReturn }
        secondsBefore = lessons.last?.seconds ?? 0
    }
}
