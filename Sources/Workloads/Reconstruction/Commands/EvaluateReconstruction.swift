import ArgumentParser
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomTraining

/// The command `headroom reconstruct evaluate`.
struct EvaluateReconstruction: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Reconstruct shapes that a model was not trained on, beside what is possible without a model."
    )

    @Option(help: "The model, as written by 'headroom train reconstruction'.")
    var checkpoint = "\(Reconstruction.name).safetensors"

    @Option(help: ArgumentHelp("Write the results as JSON; - for the standard output.", valueName: "file"))
    var exportJSON: String?

    @Option(
        help: ArgumentHelp(
            "Where the folder of shapes is now that the model was trained with (default: where it was).",
            valueName: "folder"
        )
    )
    var data: String?

    func run() throws {
        try EngineLibrary.load()
        if let exportJSON, exportJSON != "-" { try OutputFile.check(exportJSON) }
        if let trained = try TrainedSurface(path: checkpoint) {
            let document = try SurfaceDocument(trained, shapes(trained.metadata.shapes))
            return try report(document, document.text)
        }
        let trained = try TrainedModel(path: checkpoint)
        let shapes = try shapes(trained.metadata.shapes)
        try shapes.checkMemory()
        let evaluation = try ReconstructionEvaluation(
            trained.networks,
            threshold: trained.metadata.threshold,
            training: shapes.training(seed: trained.metadata.seed),
            validation: shapes.validation(),
            test: shapes.test()
        )
        let document = EvaluationDocument(evaluation, processorSeconds: trained.metadata.processorSeconds)
        try report(document, document.text)
    }

    private func report(_ document: some Encodable, _ text: String) throws {
        switch exportJSON {
        case "-": try StandardStream.output(JSONReport.render(document))
        case let path?:
            try OutputFile.write(JSONReport.render(document), to: path)
            try StandardStream.output(text)
        case nil: try StandardStream.output(text)
        }
    }

    /// The shapes of the training, where they are now.
    private func shapes(_ trained: ShapeSettings) throws -> ShapeSettings {
        guard let data else { return trained }
        var shapes = trained
        guard shapes.folder != nil else {
            throw CommandFailure(
                "\(checkpoint) was trained on shapes that are drawn, without --data",
                exitCode: .wrongUsage
            )
        }
        shapes.folder?.path = ShapeOptions.absolute(data)
        return shapes
    }
}

extension SurfaceDocument {
    /// The results of a model with the test shapes of its training.
    fileprivate init(_ trained: TrainedSurface, _ shapes: ShapeSettings) throws {
        let metadata = trained.metadata
        let evaluation = try SurfaceEvaluation(
            trained.model,
            training: shapes.surfaces(.training, seed: metadata.seed),
            validation: shapes.surfaces(.validation, seed: metadata.seed),
            test: shapes.surfaces(.test, seed: metadata.seed)
        )
        self.init(evaluation, output: metadata.output, processorSeconds: metadata.processorSeconds)
    }
}
