import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomSchema
import HeadroomSharpness
import HeadroomSystem
import HeadroomTorch
import HeadroomTraining

/// The command `headroom sharpness digits`.
struct MeasureSharpness: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Digits.name,
        abstract: "Say how sharp the minimum is that a training of the digits ended in, or compare two.",
        discussion: """
            The sharpness is that of Keskar et al. 2016 (Metric 2.1): how much the loss can grow close to the solution. Of \
            two checkpoints, the loss and the accuracy along the line through both are computed as well: \
            headroom train digits --batch-size 32 --checkpoint small.safetensors; \
            headroom train digits --batch-size 1024 --checkpoint large.safetensors; \
            headroom sharpness digits small.safetensors large.safetensors
            """
    )

    @Argument(
        help: ArgumentHelp("One checkpoint, or two: of small batches, then of large ones.", valueName: "checkpoint")
    )
    var checkpoints: [String]

    @Option(help: "The model that the checkpoints must have, mlp or cnn (default: what they say).")
    var model: ImageModel?

    @Option(help: "A folder with MNIST-style IDX files or the binary files of CIFAR-10, in place of the digits.")
    var data: String?

    @Option(help: "How far around a solution: numbers above 0.")
    var epsilons = EpsilonList(values: [1e-3, 5e-4])

    @Option(help: "Random directions of the subspace.")
    var directions = 100

    @Option(help: "Iterations of the search for the greatest loss (L-BFGS-B).")
    var iterations = 10

    @Option(help: "What is drawn at random is drawn from this seed.")
    var seed: UInt64 = 0

    @Option(help: "Threads that an operation may use (default: 1 for mlp, the usable CPUs for cnn).")
    var threads: Int?

    @Option(help: "Write everything as JSON; - for standard output, which then holds nothing else.")
    var exportJSON: String?

    @Option(name: .customLong("html"), help: "Write one page with the line, complete in itself.")
    var html: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        guard (1...2).contains(checkpoints.count) else { throw ValidationError("Name one checkpoint or two.") }
        if directions < 1 { throw ValidationError("--directions takes a whole number of at least 1.") }
        if iterations < 1 { throw ValidationError("--iterations takes a whole number of at least 1.") }
        if let threads, threads < 1 { throw ValidationError("--threads takes a whole number of at least 1.") }
        if exportJSON == "-", html == "-" { throw ValidationError("Only one export can go to standard output (-).") }
    }

    func run() throws {
        for path in [exportJSON, html].compactMap(\.self) where path != "-" { try OutputFile.check(path) }
        try write(try document())
    }

    private func document() throws -> SharpnessDocument {
        try EngineLibrary.load()
        let split = try data.map { try DataFolder.load($0) } ?? DigitsData.load("\(DataHome.folder)/digits.csv")
        let candidates = try checkpoints.map { path in
            let trained = try TrainedModel(path: path, for: split.training)
            if let model, model != trained.kind {
                throw WorkloadError(
                    .usage,
                    "\(path) has the model \(trained.kind.rawValue), and --model asks for \(model.rawValue)"
                )
            }
            if let data = trained.data, data != split.name {
                throw WorkloadError(
                    .data,
                    "\(path) was trained on the data '\(data)', and this is '\(split.name)'; name its folder with --data"
                )
            }
            return SharpnessStudy.Candidate(name: Self.name(of: path), trained: trained)
        }
        let kind = candidates[0].trained.kind
        try Engine.setThreads(threads ?? kind.defaultThreads(usableCPUs: UsableCPUs.count()))
        var study = SharpnessStudy()
        study.epsilons = epsilons.values
        study.directions = directions
        study.iterations = iterations
        study.seed = seed
        if let library = ProcessInfo.processInfo.environment["HEADROOM_LBFGSB"], !library.isEmpty {
            study.libraries = [library]
        }
        let isShown = StandardStream.isTerminal(2)
        if isShown { study.progress = { StandardStream.message("\r\u{1B}[2K\($0)") } }
        defer { if isShown { StandardStream.message("\r\u{1B}[2K") } }
        return try study.document(candidates[0], candidates.count == 2 ? candidates[1] : nil, on: split)
    }

    private func write(_ document: SharpnessDocument) throws {
        let exports = try [
            (exportJSON, exportJSON == nil ? "" : JSONReport.render(document)),
            (html, html == nil ? "" : SharpnessHTMLReport.render(document)),
        ]
        for case (let path?, let text) in exports {
            if path == "-" { try StandardStream.output(text) } else { try OutputFile.write(text, to: path) }
        }
        if exportJSON == "-" || html == "-" { return }
        let style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
        let width = StandardStream.columns(1) ?? 100
        try StandardStream.output(SharpnessTerminalReport.render(document, width: width, style: style))
    }

    /// The file name without folder and extension.
    private static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let ending = ".safetensors"
        return file.hasSuffix(ending) && file.count > ending.count ? String(file.dropLast(ending.count)) : file
    }
}
