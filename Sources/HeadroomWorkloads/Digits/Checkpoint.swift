package import HeadroomTorch

extension Digits {
    /// Writes a trained model to a file, with what is needed to make it again.
    package static func save(_ result: Result, _ options: Options, _ data: ImageSplit, to path: String) throws {
        let training = data.training
        try StateFile.save(
            result.model.state,
            metadata: [
                "workload": name,
                "model": options.model.rawValue,
                "data": data.name,
                "shape": "\(training.channels) \(training.height) \(training.width) \(training.classes)",
                "seed": String(options.seed),
                "batchSize": String(options.batchSize),
                "steps": String(result.steps),
                "testAccuracy": String(result.testAccuracy),
                "batchNorm": String(options.remedies.normalization != .none),
            ],
            to: path
        )
    }

    /// The model of a checkpoint, ready to classify images like those of `data`.
    package static func model(from path: String, for data: ImageDataset) throws -> Sequential {
        let file = try StateFile.load(from: path)
        guard file.metadata["workload"] == name, let kind = file.metadata["model"].flatMap(ImageModel.init(rawValue:))
        else {
            throw WorkloadError(.data, "\(path) is no checkpoint of the workload \(name)")
        }
        let shape = "\(data.channels) \(data.height) \(data.width) \(data.classes)"
        guard file.metadata["shape"] == shape else {
            throw WorkloadError(
                .data,
                "\(path) was trained on images of shape \(file.metadata["shape"] ?? "?"), and these have \(shape)"
            )
        }
        // The parts that statistics were taken over in training play no part afterwards.
        let isNormalized = file.metadata["batchNorm"] == "true"
        let model = try kind.make(for: data, normalization: isNormalized ? .batch : .none)
        try model.load(file.tensors)
        return model
    }
}
