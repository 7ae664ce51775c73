import HeadroomCore
import HeadroomSchema

/// Decisions of a study before its first training: the trainings that fit into the time, and their order.
struct StudyCourse {
    /// A training with its limits.
    struct Step {
        var training: StudyPlan.Training
        /// The share of the whole time by which it must have ended.
        var budgetShare = 1.0
        /// Whether it is stopped early where it cannot become the best.
        var isJudged: Bool
    }

    let plan: StudyPlan
    /// The workload's remedies for a large batch size.
    let remedies: [Remedy]
    /// Nil where no solutions can be compared.
    let sharpness: SharpnessLook?
    /// Trainings without time, or that the command does not support.
    let omitted: [Omission]
    private let seeds: [Int?]
    private let armsShare: Double
    private let findings: SweepFindings

    /// The share of the time for the sweep and the arms together, where remedies follow.
    private static let armsShare = 0.7
    /// Maximum share of the remaining time for batch sizes at half the spacing.
    private static let denseShare = 0.5

    init(
        _ conclusion: StudyConclusion,
        log: StudyLog,
        budgetSeconds: Double,
        elapsedSeconds: Double,
        directory: String
    ) {
        let options = conclusion.options
        findings = conclusion.swept.conclusion.findings
        func forecast(_ plan: StudyPlan) -> StudyForecast {
            StudyForecast(plan: plan, log: log, findings: conclusion.swept.conclusion.findings, solutions: [])
        }
        var plan = StudyPlan(
            options: options,
            baseline: conclusion.baseline,
            rule: conclusion.rule,
            criticalBatchSize: findings.laws.noise?.inUse?.value,
            reduction: conclusion.reduction ?? .mean,
            limit: findings.fits?.batchSize ?? .max
        )
        plan.spacing = 2
        if forecast(plan).seconds > Self.denseShare * (budgetSeconds - elapsedSeconds) { plan.spacing = 4 }
        remedies = options.remedies(conclusion.baseline, plan.batchSizes.last ?? conclusion.baseline.batchSize)
        armsShare = remedies.isEmpty ? 1 : Self.armsShare

        let budget = forecast(plan).budget(seconds: armsShare * budgetSeconds - elapsedSeconds)
        seeds = Array(options.seedList.prefix(budget.seeds))
        var omitted: [Omission] = []
        if seeds.count < options.seedList.count { omitted.append(.seeds(beyond: seeds.count)) }
        omitted += budget.givenUp.sorted().map { .equalUpdates(batchSize: $0) }
        omitted += Arm.allCases.compactMap { arm in plan.obstacle(to: arm).map { .arm(arm, $0) } }
        self.omitted = omitted
        plan.givenUp = budget.givenUp
        self.plan = plan
        sharpness = SharpnessLook(options: options, plan: plan, directory: directory)
    }

    /// The largest batch size of the trainings.
    var largest: Int { plan.batchSizes.last ?? plan.baseline.batchSize }

    /// Model files of trainings, by their setting.
    var solutions: [TrainingDocument.Setting: String] { sharpness?.solutions ?? [:] }

    func forecast(_ log: StudyLog) -> StudyForecast {
        StudyForecast(plan: plan, log: log, findings: findings, solutions: Set(solutions.keys))
    }

    /// All arms at all batch sizes.
    var arms: [Step] {
        seeds.flatMap { plan.trainings(seed: $0) }.map { training in
            // Trainings that others are compared with run to the end: the target comes from the baseline.
            let isOfRemedies =
                Arm.ofEqualSamples.isSuperset(of: training.arms) && training.setting.batchSize == largest
                && !remedies.isEmpty
            let isReference = isOfRemedies || training.setting.batchSize == plan.baseline.batchSize
            return Step(training: training, budgetShare: armsShare, isJudged: !isReference)
        }
    }

    /// Learning rates around the rule's, at the batch size that the arms recommend.
    func rates(at batchSize: Int) -> [Step] {
        seeds.flatMap { plan.rateTrainings(batchSize, $0) }.map { Step(training: $0, isJudged: true) }
    }

    /// Each remedy at the largest batch size, added to the given arms.
    func remedies(on arms: [Arm]) -> [Step] {
        arms.flatMap { base in
            // Remedies with a learning rate of their own are only added to the unchanged arm.
            remedies.filter { base == .unchanged || !$0.setsLearningRate }.flatMap { remedy in
                seeds.map { Step(training: plan.training(remedy, on: base, largest, $0), isJudged: false) }
            }
        }
    }
}
