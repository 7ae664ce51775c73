import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// The output options of a taxi training, except its checkpoint.
struct TaxiReportOptions: ParsableArguments {
    @Option(help: "Write the learning curves as JSON; - for standard output, which then holds nothing else.")
    var exportJSON: String?

    @Option(name: .customLong("html"), help: "Write one page with the learning curves, complete in itself.")
    var html: String?

    @Option(help: ArgumentHelp("Write event files for TensorBoard into this folder.", valueName: "folder"))
    var tensorboard: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    /// Whether the JSON report goes to standard output.
    var ownsOutput: Bool { exportJSON == "-" }

    /// Throws before the training where a report cannot be written.
    func check() throws {
        for path in [exportJSON, html].compactMap(\.self) where path != "-" { try OutputFile.check(path) }
    }

    func write(_ document: ReinforcementDocument) throws {
        if let exportJSON {
            let text = try JSONReport.render(document)
            if exportJSON == "-" { try StandardStream.output(text) } else { try OutputFile.write(text, to: exportJSON) }
        }
        if let html { try OutputFile.write(ReinforcementHTMLReport.render(document), to: html) }
    }

    var style: TerminalStyle {
        TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
    }
}

extension TaxiEvaluation {
    /// The evaluation as a point of the reports.
    var point: ReinforcementDocument.Point {
        var point = ReinforcementDocument.Point(
            environmentSteps: environmentSteps,
            updates: updates,
            samples: samples,
            episodes: episodes,
            seconds: seconds,
            epsilon: epsilon
        )
        point.loss = loss
        point.recentReturn = recentReturn
        point.meanReturn = score.meanReturn
        point.successRate = score.successRate
        point.meanLength = score.meanLength
        return point
    }
}

extension ReinforcementDocument {
    /// Adds the results of a training.
    mutating func add(_ record: TaxiTrainingRecord) {
        bestReturn = record.evaluator.best.meanReturn
        randomReturn = record.evaluator.random.meanReturn
        isExact = record.isOptimal
        points = record.evaluations.map(\.point)
    }
}
