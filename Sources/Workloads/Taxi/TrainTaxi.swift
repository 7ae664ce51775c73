import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomEnvironments
import HeadroomEvents
import HeadroomReinforcement
import HeadroomSystem
import HeadroomTraining

/// The command `headroom train taxi`.
struct TrainTaxi: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: TaxiWorkload.name,
        abstract: TaxiWorkload.summary,
        discussion: """
            It ends as soon as no policy scores more, which is computed exactly over all 300 starts; after 60 s at the \
            latest, unless --steps or --seconds says otherwise. The best driving on the way is kept. \
            docs/workloads/taxi.md goes from the decision process to the trained taxi.
            """
    )

    /// Default number of environment steps of a training whose gradient noise is measured.
    private static let usualSteps = 60_000
    private static let usualSeconds = 60.0

    @Option(help: "How it learns: dqn, with a network; q, sarsa, expected-sarsa or double-q, with a table.")
    var algorithm = TaxiAlgorithm.dqn

    @OptionGroup(title: "The taxi") var taxi: TaxiVariantOptions

    @Option(help: "Experiences that an update of the network learns from.")
    var batchSize: BatchSize?

    @Option(help: "The learning rate (default: 0.001 for dqn; the tables have schedules of their own).")
    var learningRate: Double?

    @Option(help: "What a reward counts one step later (default: 0.95 for dqn, 1 for tables).")
    var discount: Double?

    @Option(help: "The probability of a random action at first.")
    var epsilonStart: Double?

    @Option(help: "The probability of a random action at last.")
    var epsilonEnd: Double?

    @Option(help: "Environment steps from the first to the last of them.")
    var explorationSteps: Int?

    @Flag(help: "Never choose an action that changes nothing. What is learned so cannot be compared with the rest.")
    var maskActions = false

    @Option(help: "End after this number of environment steps.")
    var steps: Int?

    @Option(help: "End after this time: 90s, 10m.")
    var seconds: TimeSpan?

    @Flag(help: "Train to the last step, even if the policy is optimal before (60,000 steps by default).")
    var toTheEnd = false

    @OptionGroup(title: "Training") var training: TrainingOptions

    @OptionGroup(title: "Deep Q-learning") var deep: DeepQOptions

    @Option(help: ArgumentHelp("Show the first n updates of a table, each in its four steps.", valueName: "n"))
    var explain: Int?

    @OptionGroup(title: "Reports") var reports: TaxiReportOptions

    func validate() throws {
        for (name, value) in [("--steps", steps), ("--explain", explain)] {
            if let value, value < 1 { throw ValidationError("\(name) takes a whole number of at least 1.") }
        }
        if algorithm.tabular == nil, explain != nil {
            throw ValidationError("--explain shows the updates of a table: give --algorithm q, for instance.")
        }
        if explain != nil, reports.ownsOutput {
            throw ValidationError("--explain writes to standard output: let --export-json go to a file.")
        }
        if training.resume != nil, batchSize != nil || learningRate != nil || discount != nil {
            throw ValidationError(
                "--resume goes on with the settings of its checkpoint: leave out --batch-size, --learning-rate and --discount."
            )
        }
        if algorithm.tabular != nil {
            if training.resume != nil {
                throw ValidationError("--resume goes with dqn; a table is learned anew in a second.")
            }
            if batchSize != nil { throw ValidationError("--batch-size goes with dqn; a table learns from each step.") }
        }
    }

    func run() throws {
        try reports.check()
        try EngineLibrary.load()
        let events = EventWriter()
        let interrupts = Interrupts(last: 2) { _ in }
        let display = ProgressLine(isShown: events == nil)
        let log = try reports.tensorboard.map { try TensorBoardLog(folder: $0) }
        func show(_ evaluation: TaxiEvaluation) throws {
            display.show(evaluation.line)
            try log?.add(evaluation)
        }
        let (options, isTrial) = taxiOptions(events)
        let record: TaxiTrainingRecord
        var document = ReinforcementDocument(
            environment: options.variant.name,
            algorithm: algorithm.rawValue,
            seed: training.seed,
            settings: [:]
        )
        var batchSize: Int?
        if let rule = algorithm.tabular {
            let table = tableOptions(options, rule)
            document.settings = table.settings.described
            record = try trainTable(table, interrupts, show)
        } else {
            let deep = try deepOptions(options, isTrial: isTrial)
            document.settings = deep.settings.described
            document.settings["encoding"] = deep.encoding.rawValue
            batchSize = deep.settings.batchSize
            record = try DeepTaxi.train(
                deep,
                events: events,
                isStopped: { interrupts.received != nil },
                progress: show
            )
        }
        display.finish()
        document.add(record)
        try reports.write(document)
        if record.hasDiverged, events == nil {
            throw CommandFailure(
                "the training diverged: the loss was not finite after \(record.evaluations.last?.updates ?? 0) updates; "
                    + "a smaller --learning-rate may help",
                exitCode: .commandFailed
            )
        }
        if events == nil, !reports.ownsOutput {
            let summary = TaxiSummary(
                algorithm: algorithm.rawValue,
                variant: options.variant,
                record: record,
                seed: training.seed,
                batchSize: batchSize,
                checkpoint: options.checkpoint
            )
            try StandardStream.output(summary.text())
            if let path = options.checkpoint, interrupts.received == nil {
                let policy = try TaxiPolicy(path: path)
                try TaxiEpisodeView(policy, color: reports.color).play(TaxiEpisode(policy, seed: training.seed))
            }
        }
        if let signal = interrupts.received { throw ExitCode.signal(signal) }
    }

    private func taxiOptions(_ events: EventWriter?) -> (TaxiWorkload.Options, isTrial: Bool) {
        let request = TrialRequest()
        let noiseSteps = request.noiseStepsPerStage
        let isTrial = request.isOpenEnded && !toTheEnd
        var options = TaxiWorkload.Options()
        options.variant = taxi.variant
        options.seed = training.seed
        options.limits.environmentSteps =
            steps ?? (noiseSteps != nil || toTheEnd && seconds == nil ? Self.usualSteps : nil)
        options.limits.seconds =
            seconds?.seconds ?? (options.limits.environmentSteps == nil && !isTrial ? Self.usualSeconds : nil)
        options.limits.endsWhenOptimal = !isTrial && noiseSteps == nil && !toTheEnd
        options.evaluateEvery = training.evaluateEvery ?? (isTrial ? nil : algorithm.tabular == nil ? 250 : 1_000)
        options.checkpoint = training.checkpoint(of: TaxiWorkload.name, isMeasured: events != nil)
        options.resume = training.resume
        return (options, isTrial)
    }

    private func deepOptions(_ taxi: TaxiWorkload.Options, isTrial: Bool) throws -> DeepTaxi.Options {
        var options = DeepTaxi.Options()
        if let resume = training.resume {
            // Settings come from the checkpoint; only the limits are new.
            (options.settings, options.encoding) = try DeepTaxi.settings(of: resume)
        } else {
            deep.fill(&options.settings)
            options.encoding = deep.encoding
            if let batchSize { options.settings.batchSize = batchSize.value }
            if let learningRate { options.settings.learningRate = learningRate }
            if let discount { options.settings.discount = discount }
            options.settings.masksActions = maskActions
            options.settings.exploration = exploration(over: options.settings.exploration, steps: 60_000)
        }
        options.taxi = taxi
        options.device = training.device
        options.threads = training.threads ?? 1
        options.noiseStepsPerStage = TrialRequest().noiseStepsPerStage
        try DeepTaxi.requireMemory(for: options.settings, available: MachineMemory().availableBytes)
        return options
    }

    private func tableOptions(_ taxi: TaxiWorkload.Options, _ rule: TabularAlgorithm) -> TabularTaxi.Options {
        var options = TabularTaxi.Options()
        options.taxi = taxi
        let isRandom = taxi.variant.isRainy || taxi.variant.isFickle
        options.settings = isRandom ? .rainyTaxi(rule, seed: training.seed) : .dryTaxi(rule, seed: training.seed)
        if let learningRate { options.settings.learningRate = .constant(learningRate) }
        if let discount { options.settings.discount = discount }
        options.settings.usesActionMask = maskActions
        options.settings.epsilon = exploration(over: options.settings.epsilon, steps: 30_000)
        return options
    }

    private func trainTable(
        _ options: TabularTaxi.Options,
        _ interrupts: Interrupts,
        _ show: (TaxiEvaluation) throws -> Void
    ) throws -> TaxiTrainingRecord {
        let explanation = explain.map { count in
            TaxiExplanation(
                count: count,
                taxi: options.taxi.variant.taxi,
                discount: options.settings.discount,
                style: reports.style
            )
        }
        return try TabularTaxi.train(
            options,
            isStopped: { interrupts.received != nil },
            watch: { try explanation?.show($0) },
            progress: show
        )
    }

    /// The given exploration options, with defaults for the others.
    private func exploration(over standard: Schedule, steps: Int) -> Schedule {
        guard epsilonStart != nil || epsilonEnd != nil || explorationSteps != nil else { return standard }
        let usual: (Double, Double, Int) =
            switch standard {
            case .constant(let value): (value, value, steps)
            case .linear(let first, let last, let steps): (first, last, steps)
            case .exponential(let first, let last, let halfLife): (first, last, halfLife)
            }
        return .linear(
            from: epsilonStart ?? usual.0,
            to: epsilonEnd ?? usual.1,
            steps: explorationSteps ?? usual.2
        )
    }
}
