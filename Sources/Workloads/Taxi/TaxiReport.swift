import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// What is written of a training of a taxi besides its checkpoint.
struct TaxiReportOptions: ParsableArguments {
    @Option(help: "Write the learning curves as JSON; - for standard output, which then holds nothing else.")
    var exportJSON: String?

    @Option(name: .customLong("html"), help: "Write one page with the learning curves, complete in itself.")
    var html: String?

    @Option(help: ArgumentHelp("Write event files for TensorBoard into this folder.", valueName: "folder"))
    var tensorboard: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    /// Whether standard output is taken.
    var ownsOutput: Bool { exportJSON == "-" }

    /// Finds out before the training, not after it, that a report cannot be written.
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

extension DrivingLesson {
    /// The lesson as reports have it.
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
    /// Takes over what was learned.
    mutating func add(_ school: DrivingSchool) {
        bestReturn = school.judge.best.meanReturn
        randomReturn = school.judge.random.meanReturn
        isExact = school.isExact
        points = school.lessons.map(\.point)
    }
}
