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

    /// Greatest number of trajectories whose frames are made from others.
    private static let warpedTrajectories = 64

    func run() throws {
        if let exportJSON, exportJSON != "-" { try OutputFile.check(exportJSON) }
        let trained = try model.load()
        let data = try TrajectoryDataset(trained.metadata.data, trained.metadata.scale)
        guard data.count == trained.metadata.trajectories else {
            throw CommandFailure(
                "there are \(data.count) trajectories now, and \(model.checkpoint) was trained on "
                    + "\(trained.metadata.trajectories)"
            )
        }
        let prior =
            trained.metadata.hasPrior
            ? try PriorEvaluation(trained, data, sentences: Sentences.embeddings(of: data.texts)) : nil
        var warped = trained.metadata.data
        warped.rooms = min(warped.rooms, Self.warpedTrajectories)
        let document = ScenesDocument(
            try SceneEvaluation(trained.model, data, renderer: trained.renderer),
            try DepthWarpQuality(warped.trajectories(), sources: 2),
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
