import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomScenes
import HeadroomTorch

extension DiffusionSampler.Method: ExpressibleByArgument {}

/// The command `headroom scenes sample`.
struct SampleScenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Draw new scenes with camera paths: any, or such as a sentence, a picture or a category asks for."
    )

    @Option(name: [.customShort("o"), .long], help: "The folder to write to: a moving picture of each scene.")
    var output: String

    @Option(help: ArgumentHelp("Scenes to draw.", valueName: "n"))
    var count = 4

    @Option(help: "The seed of the scenes.")
    var seed: UInt64 = 0

    @Option(help: "A sentence that describes the scene.")
    var text: String?

    @Option(help: ArgumentHelp("A picture of the scene, PNG or JPEG.", valueName: "file"))
    var image: String?

    @Option(help: "The category of the scene.")
    var category: String?

    @Option(help: "How exactly the condition is followed: 1 as it was learned, more exaggerates it.")
    var guidance = 1.5

    @Option(help: "How the diffusion is taken back: ddpm or ddim.")
    var sampler = DiffusionSampler.Method.ddpm

    @Option(
        help: ArgumentHelp("Write a page to fly through the scenes, complete in itself (.html).", valueName: "file")
    )
    var page: String?

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count takes a whole number from 1 to 1000.") }
        guard [text, image, category].compactMap(\.self).count <= 1 else {
            throw ValidationError("Give one of --text, --image and --category.")
        }
        guard (0...100).contains(guidance) else { throw ValidationError("--guidance takes a number from 0 to 100.") }
    }

    func run() throws {
        let trained = try model.load()
        let prior = try trained.prior(path: model.checkpoint)
        let condition = try condition(trained, prior)
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        try Engine.seed(seed)
        var sampler = DiffusionSampler()
        (sampler.method, sampler.guidance) = (self.sampler, guidance)
        let latents = try sampler(prior, from: Tensor.randn([count, prior.width]), condition: condition)
        if let page { try OutputFile.check(page) }
        var scenes: [FlyThroughPage.Scene] = []
        for index in 0..<count {
            let parts = try TrajectoryLatents.parts(latents.narrow(dimension: 0, start: index, length: 1))
            let flight = try FlyThrough(
                trained,
                scene: parts.scene,
                path: parts.path,
                camera: view.camera(of: trained),
                count: view.frames
            )
            try flight.write(to: "\(output)/scene-\(index + 1).png")
            scenes.append(FlyThroughPage.Scene(title: "Scene \(index + 1)", flight: flight))
        }
        if let page { try OutputFile.write(FlyThroughPage.render(scenes, lead: lead), to: page) }
        try StandardStream.output("\(count) \(count == 1 ? "scene is" : "scenes are") in \(output)\n")
    }

    /// What the page shows, in a sentence.
    private var lead: String {
        let scenes = count == 1 ? "A new scene" : "\(count) new scenes"
        if let text { return "\(scenes) for \u{201C}\(text)\u{201D}." }
        if let image { return "\(scenes) for the picture \(image)." }
        return category.map { "\(scenes) of the category \($0)." } ?? "\(scenes), drawn without a condition."
    }

    /// The condition of the options, `[count, NoiseLevel.width]`; nil without one.
    private func condition(_ trained: TrainedScenes, _ prior: LatentPrior) throws -> Tensor? {
        let settings = trained.metadata.prior.conditions
        if let category {
            guard let condition = try prior.conditions.category(category, count: count) else {
                let known = settings.categories.joined(separator: ", ")
                throw CommandFailure(
                    settings.categories.isEmpty
                        ? "the model knows no categories" : "the model knows no category \(category), but \(known)",
                    exitCode: .wrongUsage
                )
            }
            return condition
        }
        if let image, let size = settings.imageSize {
            let picture = try Image(contentsOf: image).square(side: size)
            return try prior.conditions.image(Self.tensor(picture), count: count)
        }
        guard let text else { return nil }
        guard settings.textWidth != nil else {
            throw CommandFailure(
                "\(model.checkpoint) was trained without sentences",
                hint: "Train again with the launcher ./headroom, which fetches the sentence encoder."
            )
        }
        return try prior.conditions.text(Sentences.embedding(of: text), count: count)
    }

    /// RGB from 0 to 1, `[1, 3, height, width]`.
    private static func tensor(_ picture: Image) throws(TorchError) -> Tensor {
        try Tensor(picture.bytes, shape: [1, picture.height, picture.width, 3]).permute([0, 3, 1, 2]).to(.float32) / 255
    }
}
