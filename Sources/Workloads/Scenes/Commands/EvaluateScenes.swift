import ArgumentParser
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomTorch
import HeadroomTraining

/// The command `headroom scenes evaluate`.
struct EvaluateScenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract:
            "Render frames that a model was not trained on, and compare its scenes with what is possible without it."
    )

    @Option(help: ArgumentHelp("Write the results as JSON; - for the standard output.", valueName: "file"))
    var exportJSON: String?

    @Option(
        help: ArgumentHelp(
            "Also find this many trajectories that the model was not trained on, a minute for about ten.",
            valueName: "n"
        )
    )
    var others = 0

    @OptionGroup var otherData: OtherTrajectoryOptions
    @OptionGroup var model: ModelOption

    /// Greatest number of trajectories whose frames are made from others.
    private static let warpedTrajectories = 64

    func validate() throws {
        guard (0...1000).contains(others) else { throw ValidationError("--others takes a whole number up to 1000.") }
        guard others > 0 || otherData.data == nil else {
            throw ValidationError("--data names trajectories for --others; those of the training are known.")
        }
    }

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
            try others > 0 ? found(trained) : nil,
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

    /// Finds the trajectories of the options.
    private func found(_ trained: TrainedScenes) throws -> OtherTrajectories {
        var found = OtherTrajectories()
        let line = ProgressLine(isShown: true)
        for (index, trajectory) in try otherData.trajectories(others, trained).enumerated() {
            try found.add(TrajectoryDataset([trajectory], trained.metadata.scale), trained, Inversion()) {
                let share = (Double(index) + $0) / Double(others)
                line.show("\(ProgressLine.bar(share)) trajectory \(index + 1) of \(others)")
            }
        }
        line.finish()
        return found
    }
}
