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
        try TrainedModel(path: path, for: data).model
    }
}
