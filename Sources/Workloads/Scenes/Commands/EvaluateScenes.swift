import ArgumentParser
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomTorch

/// The command `headroom scenes evaluate`.
struct EvaluateScenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract:
            "Render frames that a model was not trained on, and compare its scenes with what is possible without it."
    )

    @Option(help: ArgumentHelp("Write the results as JSON; - for the standard output.", valueName: "file"))
    var exportJSON: String?

    @OptionGroup var model: ModelOption

    func run() throws {
        if let exportJSON, exportJSON != "-" { try OutputFile.check(exportJSON) }
        let trained = try model.load()
        let trajectories = try trained.metadata.data.trajectories()
        guard trajectories.count == trained.metadata.trajectories else {
            throw CommandFailure(
                "there are \(trajectories.count) trajectories now, and \(model.checkpoint) was trained on "
                    + "\(trained.metadata.trajectories)"
            )
        }
        let data = try TrajectoryDataset(trajectories, trained.metadata.scale)
        let prior =
            trained.metadata.hasPrior
            ? try PriorEvaluation(trained, data, sentences: Sentences.embeddings(of: data.texts)) : nil
        let document = ScenesDocument(
            try SceneEvaluation(trained.model, data, renderer: trained.renderer),
            DepthWarpQuality(trajectories, sources: 2),
            prior,
            prior == nil ? nil : try SentenceAgreement(trained, embed: Sentences.embeddings),
            processorSeconds: trained.metadata.processorSeconds
        )
        switch exportJSON {
        case "-": try StandardStream.output(JSONReport.render(document))
        case let path?:
            try OutputFile.write(JSONReport.render(document), to: path)
            try StandardStream.output(document.text)
        case nil: try StandardStream.output(document.text)
        }
    }
}
