import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining

/// The default command of `headroom reconstruct`: from pictures to a mesh or a volume.
struct ReconstructPictures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pictures",
        abstract: "Reconstruct an object from one or several pictures of it.",
        discussion: """
            The object should be in the middle of each picture, seen from slightly above. The background should be as it \
            was in training: uniform, unless the model was trained with --clutter.

            A video is a folder of numbered frames, a .y4m file, or - for the standard input, such as what \
            'ffmpeg -i VIDEO -f rawvideo -pix_fmt rgb24 -' writes, with --frame-size.
            """
    )

    @Argument(help: "Pictures of the same object, PNG or JPEG, in any order; or a video of it.")
    var pictures: [String]

    @Option(
        name: [.customShort("o"), .long],
        help:
            "The file to write: .glb, .obj, .off, .ply or .stl of a surface, .binvox or .npz of a volume, .ply of points."
    )
    var output: String

    @Option(help: ArgumentHelp("Frames of a video that are used, evenly spaced.", valueName: "n"))
    var frames = 5

    @Option(
        help: ArgumentHelp(
            "Columns and rows of the frames on the standard input, raw RGB of 8 bits; without it they are Y4M.",
            valueName: "WxH"
        )
    )
    var frameSize: FrameSize?

    @Option(help: "The model, as written by 'headroom train reconstruction'.")
    var checkpoint = "\(Reconstruction.name).safetensors"

    @Option(
        help: """
            Cells on each side of the volume, a multiple of 32 up to 256 (default: that of the training). Volumes are \
            interpolated to another one, implicit functions evaluated.
            """
    )
    var resolution: Int?

    @Option(help: "Probability from which a cell is occupied (default: as chosen on other shapes in training).")
    var threshold: Float?

    @Flag(help: "Keep only the largest connected component.")
    var largestComponent = false

    @Option(
        help: ArgumentHelp("Write a page on which it can be turned, complete in itself (.html).", valueName: "file")
    )
    var page: String?

    @Option(help: ArgumentHelp("Write a moving picture of it (animated .png).", valueName: "file"))
    var turntable: String?

    @Option(help: ArgumentHelp("Write the pictures beside the reconstruction from around (.png).", valueName: "file"))
    var sheet: String?

    @Option(help: ArgumentHelp("The true surface, to show beside it: a mesh.", valueName: "file"))
    var truth: String?

    func validate() throws {
        guard !pictures.isEmpty else { throw ValidationError("Name at least one picture.") }
        guard (1...100).contains(frames) else { throw ValidationError("--frames takes a whole number from 1 to 100.") }
        guard pictures.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("The standard input (-) can be read once only.")
        }
        if frameSize != nil, !pictures.contains("-") {
            throw ValidationError("--frame-size is for frames on the standard input, which is named -.")
        }
        let format = output.split(separator: ".").last?.lowercased() ?? ""
        guard ReconstructedObject.formats.contains(format) else {
            throw ValidationError("--output ends in one of .\(ReconstructedObject.formats.joined(separator: ", ."))")
        }
        if let resolution, !(32...256).contains(resolution) || !resolution.isMultiple(of: 32) {
            throw ValidationError("--resolution takes a multiple of 32 from 32 to 256.")
        }
        if let threshold, !(threshold > 0 && threshold < 1) {
            throw ValidationError("--threshold takes a number between 0 and 1.")
        }
    }

    func run() throws {
        for path in [output, page, turntable, sheet].compactMap(\.self) { try OutputFile.check(path) }
        let truth = try truth.map { path throws(SceneFileError) in try Mesh(contentsOf: path) }
        let images = try PictureInput(frames: frames, frameSize: frameSize).images(pictures)
        try EngineLibrary.load()
        let (object, figures) = try reconstruct(images)
        guard let surface = object.drawnSurface else {
            if let option = drawingOption {
                throw Self.refusal(option, "needs a surface, and the model reconstructs points")
            }
            try object.write(to: output)
            return try StandardStream.output("\(object.summary), in \(output)\n")
        }
        try object.write(to: output)
        if let turntable { try Turntable.write(surface, to: turntable) }
        if let sheet {
            try ContactSheet(pictures: images, reconstruction: surface, truth: truth).image.writePNG(to: sheet)
        }
        if let page {
            let text = try ReconstructionPage.render(
                pictures: images,
                reconstruction: surface,
                truth: truth,
                figures: figures
            )
            try OutputFile.write(text, to: page)
        }
        try StandardStream.output("\(object.summary), in \(output)\n")
    }

    /// The option that draws the surface, if there is one.
    private var drawingOption: String? {
        [("--page", page), ("--turntable", turntable), ("--sheet", sheet)].first { $0.1 != nil }?.0
    }

    private static func refusal(_ option: String, _ reason: String) -> CommandFailure {
        CommandFailure("\(option) \(reason)", hint: "Leave it out for this model.", exitCode: .wrongUsage)
    }

    private typealias Figures = [(name: String, value: String)]

    /// The reconstruction, and names and values of what it was made with.
    private func reconstruct(_ images: [Image]) throws -> (any WritableReconstruction, Figures) {
        let side = ImageEncoder.imageSize
        let pixels = images.flatMap(\.planes).map { Float($0) / 255 }
        let views = try Tensor(pixels, shape: [1, images.count, 3, side, side])
        let start = [("Pictures", pictures.joined(separator: ", ")), ("Model", checkpoint)]
        if let trained = try TrainedSurface(path: checkpoint) {
            for (option, isGiven) in [
                ("--resolution", resolution != nil), ("--threshold", threshold != nil),
                ("--largest-component", largestComponent),
            ] where isGiven {
                throw Self.refusal(
                    option,
                    "is of volumes, and the model reconstructs \(trained.metadata.output.rawValue)"
                )
            }
            let object = ReconstructedSurface(try trained.model.reconstruct(views))
            return (
                object, start + [("Trained on", Self.classes(trained.metadata.shapes)), ("Surface", object.summary)]
            )
        }
        let trained = try TrainedModel(path: checkpoint)
        let threshold = threshold ?? trained.metadata.threshold
        let volume = try Self.volume(
            views,
            trained.model,
            resolution: resolution ?? trained.metadata.networks.resolution
        )
        let object = try ReconstructedObject(volume, threshold: threshold, largestComponentOnly: largestComponent)
        let figures = [
            ("Trained on", Self.classes(trained.metadata.shapes)),
            ("Threshold", Format.significant(Double(threshold))), ("Volume", object.summary),
        ]
        return (object, start + figures)
    }

    private static func classes(_ shapes: ShapeSettings) -> String {
        shapes.classNames.joined(separator: ", ")
    }

    /// Probabilities of occupancy.
    private static func volume(_ views: Tensor, _ model: ImageVAE, resolution: Int) throws(TorchError) -> ScalarGrid {
        let values = try withoutGradients { () throws(TorchError) in
            try model.reconstruct(views, resolution: resolution).floats()
        }
        return ScalarGrid(resolution: resolution, values: values)
    }
}
