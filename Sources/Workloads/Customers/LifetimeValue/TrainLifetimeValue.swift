import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomEvents
import HeadroomFormat
import HeadroomTorch
import HeadroomTraining

/// The command `headroom train lifetime-value`.
struct TrainLifetimeValue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: LifetimeValue.name,
        abstract: LifetimeValue.summary,
        discussion: """
            The value of a customer is what it spends within the horizon after a snapshot, the end of a month. The test \
            rows are the last snapshot with a whole horizon after it, the training rows end a horizon before.
            """
    )

    @OptionGroup(title: "Data") var data: LedgerOptions

    @Option(
        help: ArgumentHelp(
            "How far ahead: days or months, such as 365d or 12m (default: 12m, or what the data allow twice).",
            valueName: "time"
        )
    )
    var horizon: HorizonArgument?

    @Option(
        help: ArgumentHelp("Write the expected value of each customer at the end of the data (CSV).", valueName: "file")
    )
    var predictions: String?

    @OptionGroup(title: "Loop") var loop: TabularOptions

    @OptionGroup(title: "Training") var training: TrainingOptions

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        if let predictions { try OutputFile.check(predictions) }
        let ledger = try ledger()
        let dataset = try LifetimeDataset(ledger, horizon: horizon?.months)
        let options = try loop.options(
            of: LifetimeValue.self,
            training,
            rows: dataset.training.rows.count,
            defaultLearningRate: TabularModel.network.defaultLearningRate,
            settings: [
                "data": ledger.source, "--horizon": "\(dataset.horizon)m",
                "--exclude": data.exclude.sorted().joined(separator: ","),
            ],
            isMeasured: events != nil
        )
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.epochs != nil)
        let result = try LifetimeValue.train(
            options,
            on: dataset,
            events: events,
            progress: { line.show($0.line(epochs: options.epochs ?? 1)) },
            isInterrupted: { interrupts?.received != nil }
        )
        line.finish()
        try result.training.requireFinite(isMeasured: events != nil)
        if let predictions, !result.training.hasDiverged {
            let rows = zip(dataset.now.rows, result.now).map { row, value in
                "\(CSVField.text(ledger.ids[row.customer])),\(Format.fixed(value, decimals: 2))"
            }
            try OutputFile.write((["customer_id,value"] + rows).joined(separator: "\n") + "\n", to: predictions)
        }
        guard events == nil else { return }
        let baselines = LifetimeBaseline.all(dataset, ledger)
        let report = LifetimeReport("network", result.test, baselines, dataset)
        try StandardStream.output(summary(result, options, ledger, dataset, report))
        if result.training.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    /// A folder, CDNOW's purchases where they were fetched, or simulated ones.
    private func ledger() throws -> CustomerLedger {
        let fetched = "\(DataHome.folder)/cdnow"
        if data.folder == nil, data.customers == nil,
            FileManager.default.fileExists(atPath: "\(fetched)/transactions.csv")
        {
            return try data.ledger(in: fetched)
        }
        guard data.folder == nil else { return try data.ledger() }
        var ledger = SimulatedPurchases.ledger(customers: data.customers ?? 10_000, seed: data.dataSeed)
        ledger.excluded = Set(data.exclude)
        return ledger
    }

    private func summary(
        _ result: LifetimeValue.Result,
        _ options: TabularTraining.Options,
        _ ledger: CustomerLedger,
        _ dataset: LifetimeDataset,
        _ report: LifetimeReport
    ) -> String {
        func month(_ row: Snapshot?) -> String { row.map { dataset.months.month($0.month).name } ?? "-" }
        let (training, test) = (dataset.training, dataset.test)
        let buying = Double(test.values.count { $0 > 0 }) / Double(max(1, test.rows.count))
        return """
            \(ledger.isSimulated ? "SIMULATED DATA: " : "")\(ledger.source)
            \(training.rows.count) training rows (\(month(training.rows.first)) to \(month(training.rows.last))), \
            \(test.rows.count) test rows (\(month(test.rows.last)), \(Format.percent(buying)) buy within \
            \(dataset.horizon) months)
            network: \(result.training.model.parameterCount) parameters, \(dataset.encoding.width) inputs
            \(result.training.line(batchSize: options.batchSize))

            \(report.text)
            \(options.checkpoint.map { "\nthe model is in \($0)\n" } ?? "")\
            \(predictions.map { "the expected values of \(dataset.now.rows.count) customers are in \($0)\n" } ?? "")
            """
    }
}
