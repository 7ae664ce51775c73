import ArgumentParser
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomEvents
import HeadroomFormat
import HeadroomTorch
import HeadroomTraining

extension TabularModel: ExpressibleByArgument {}

/// The command `headroom train churn`.
struct TrainChurn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Churn.name,
        abstract: Churn.summary,
        discussion: """
            A customer leaves within the horizon if it has recurring revenue at the end of the snapshot's month, and none \
            at the end of one of the following months of the horizon. Validation and test are later snapshots, each a \
            horizon after the one before.
            """
    )

    @OptionGroup(title: "Data") var data: LedgerOptions

    @Option(
        help: ArgumentHelp(
            "The last month of the training rows (default: the latest that leaves room for validation and test).",
            valueName: "month"
        )
    )
    var snapshot: MonthArgument?

    @Option(help: ArgumentHelp("How far ahead: days or months, such as 90d or 3m.", valueName: "time"))
    var horizon = HorizonArgument(months: 3)

    @Option(
        help: "The model: logistic, network with two hidden layers, or hazard, the same with an output for each month."
    )
    var model = TabularModel.network

    @Option(
        help: ArgumentHelp(
            "Write the probability of leaving of each customer who pays at the end of the data (CSV).",
            valueName: "file"
        )
    )
    var predictions: String?

    @OptionGroup(title: "Loop") var loop: TabularOptions

    @OptionGroup(title: "Training") var training: TrainingOptions

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        if let predictions { try OutputFile.check(predictions) }
        let ledger = try data.ledger()
        let dataset = try ChurnDataset(ledger, snapshot: snapshot?.month, horizon: horizon.months)
        let options = try loop.options(
            of: Churn.self,
            training,
            rows: dataset.training.rows.count,
            defaultLearningRate: model.defaultLearningRate,
            settings: [
                "data": ledger.source, "--horizon": "\(horizon.months)m", "--snapshot": dataset.lastSnapshot.name,
                "--model": model.rawValue, "--exclude": data.exclude.sorted().joined(separator: ","),
            ],
            isMeasured: events != nil
        )
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.epochs != nil)
        let result = try Churn.train(
            options,
            model: model,
            on: dataset,
            events: events,
            progress: { line.show($0.line(epochs: options.epochs ?? 1)) },
            isInterrupted: { interrupts?.received != nil }
        )
        line.finish()
        try result.training.requireFinite(isMeasured: events != nil)
        if let predictions, !result.training.hasDiverged {
            try OutputFile.write(Self.predictions(dataset, ledger, result), to: predictions)
        }
        guard events == nil else { return }
        let report = ChurnReport(model.rawValue, result.test, dataset, seed: training.seed)
        try StandardStream.output(summary(result, options, ledger, dataset, report))
        if result.training.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    /// Probabilities of leaving as CSV; for hazards also those by the end of each month.
    private static func predictions(
        _ dataset: ChurnDataset,
        _ ledger: CustomerLedger,
        _ result: Churn.Result
    ) -> String {
        func text(_ probability: Double) -> String { Format.fixed(probability, decimals: 6) }
        let byMonth = result.nowByMonth.isEmpty ? [] : Array(1...dataset.horizon)
        var lines = [(["customer_id", "probability"] + byMonth.map { "probability_\($0)m" }).joined(separator: ",")]
        // The highest probability first.
        let order = dataset.now.rows.indices.sorted { (result.now[$0], $1) > (result.now[$1], $0) }
        for index in order {
            let row = dataset.now.rows[index]
            let months = byMonth.map { text(result.nowByMonth[index][$0 - 1]) }
            let id = CSVField.text(ledger.ids[row.customer])
            lines.append(([id, text(result.now[index])] + months).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(
        _ result: Churn.Result,
        _ options: TabularTraining.Options,
        _ ledger: CustomerLedger,
        _ dataset: ChurnDataset,
        _ report: ChurnReport
    ) -> String {
        let (grid, h) = (dataset.months, dataset.horizon)
        func month(_ part: ChurnDataset.Part) -> String { part.rows.last.map { grid.month($0.month).name } ?? "-" }
        let first = dataset.training.rows.first.map { grid.month($0.month).name } ?? "-"
        let parts = [
            "\(dataset.training.rows.count) training rows (\(first) to \(month(dataset.training)))",
            "\(dataset.validation.rows.count) validation rows (\(month(dataset.validation)))",
            "\(dataset.test.rows.count) test rows (\(month(dataset.test)), \(Format.percent(dataset.test.rate)) leave within "
                + "\(h) \(h == 1 ? "month" : "months"))",
        ]
        return """
            \(ledger.remarks)
            \(parts.joined(separator: ", "))
            \(model.rawValue): \(result.training.model.parameterCount) parameters, \(dataset.encoding.width) inputs
            \(result.training.line(batchSize: options.batchSize))

            \(report.text)
            \(options.checkpoint.map { "\nthe model is in \($0)\n" } ?? "")\
            \(predictions.map { "the probabilities of \(dataset.now.rows.count) customers who pay in \(grid.month(grid.count - 1).name) are in \($0)\n" } ?? "")
            """
    }
}
