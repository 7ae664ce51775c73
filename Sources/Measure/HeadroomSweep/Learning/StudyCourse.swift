import HeadroomCore
import HeadroomSchema

/// What a study decides before its first training: which trainings there is time for, and in which order they are made.
struct StudyCourse {
    /// A training with the bounds that it is made in.
    struct Step {
        var training: StudyPlan.Training
        /// By which share of the whole time it must have ended.
        var budgetShare = 1.0
        /// Whether it ends where it cannot win any more.
        var isJudged: Bool
    }

    let plan: StudyPlan
    /// What the workload has for a large batch size.
    let remedies: [Remedy]
    /// nil where no solutions can be compared.
    let sharpness: SharpnessLook?
    /// What there is no time for, or no way to try.
    let omitted: [Omission]
    private let seeds: [Int?]
    private let armsShare: Double
    private let findings: SweepFindings

    /// The share of the time that the sweep and the arms may take together, where remedies come after.
    private static let armsShare = 0.7
    /// Batch sizes lie twice as dense where that takes no more than this share of what is left.
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

    /// The largest batch size that is trained at.
    var largest: Int { plan.batchSizes.last ?? plan.baseline.batchSize }

    /// Where trainings leave their solutions, by their setting.
    var solutions: [TrainingDocument.Setting: String] { sharpness?.solutions ?? [:] }

    func forecast(_ log: StudyLog) -> StudyForecast {
        StudyForecast(plan: plan, log: log, findings: findings, solutions: Set(solutions.keys))
    }

    /// All arms at all batch sizes.
    var arms: [Step] {
        seeds.flatMap { plan.trainings(seed: $0) }.map { training in
            // What others are measured against goes to its end: the target comes of the baseline.
            let isOfRemedies =
                Arm.ofEqualSamples.isSuperset(of: training.arms) && training.setting.batchSize == largest
                && !remedies.isEmpty
            let isReference = isOfRemedies || training.setting.batchSize == plan.baseline.batchSize
            return Step(training: training, budgetShare: armsShare, isJudged: !isReference)
        }
    }

    /// Learning rates around that of the rule, at the batch size that the arms recommend.
    func rates(at batchSize: Int) -> [Step] {
        seeds.flatMap { plan.rateTrainings(batchSize, $0) }.map { Step(training: $0, isJudged: true) }
    }

    /// Each remedy at the largest batch size, on top of some arms.
    func remedies(on arms: [Arm]) -> [Step] {
        arms.flatMap { base in
            // Those that bring a learning rate of their own come on top of nothing.
            remedies.filter { base == .unchanged || !$0.setsLearningRate }.flatMap { remedy in
                seeds.map { Step(training: plan.training(remedy, on: base, largest, $0), isJudged: false) }
            }
        }
    }
}
