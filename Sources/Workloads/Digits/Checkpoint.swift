package import HeadroomTorch
import HeadroomTraining

extension Digits {
    /// The state of the training loop in a checkpoint.
    struct LoopState: Codable {
        /// Index of the epoch, from 1.
        var epoch: Int
        /// Number of samples of the epoch already trained on.
        var position: Int
        var generators: TrainingStep.Generators

        init(epoch: Int = 1, position: Int = 0, _ generators: TrainingStep.Generators) {
            self.epoch = epoch
            self.position = position
            self.generators = generators
        }
    }

    /// The metadata of a model and its training.
    ///
    /// - Parameter test: the evaluation on the test set; nil before the end of the training.
    static func metadata(_ options: Options, _ data: ImageSplit, steps: Int, _ test: Evaluation?) -> [String: String] {
        let training = data.training
        var metadata = [
            "workload": name,
            "shape": "\(training.channels) \(training.height) \(training.width) \(training.classes)",
            "steps": String(steps),
            "batchNorm": String(options.remedies.normalization != .none),
        ]
        for setting in settings(options, data) { metadata[setting.key] = setting.value }
        if let test { metadata["testAccuracy"] = String(test.accuracy) }
        return metadata
    }

    /// The settings that must match to resume bit for bit: their metadata keys, names and values.
    private static func settings(
        _ options: Options,
        _ data: ImageSplit
    ) -> [(key: String, name: String, value: String)] {
        var settings = [
            ("data", "data", data.name),
            ("trainingSamples", "training samples", String(data.training.count)),
            ("model", "--model", options.model.rawValue),
            ("optimizer", "--optimizer", options.optimizer.rawValue),
            ("learningRate", "--learning-rate", String(options.firstLearningRate)),
            ("momentum", "--momentum", String(options.momentum)),
            ("batchSize", "--batch-size", String(options.batchSize)),
            ("seed", "--seed", String(options.seed)),
            ("remedies", "remedies", options.remedies.summary),
        ]
        // The stages of a schedule are fractions of all epochs.
        if options.remedies.schedule != nil, let epochs = options.epochs {
            settings.append(("epochs", "--epochs", String(epochs)))
        }
        return settings
    }

    /// Reads the checkpoint of a training, and throws where its settings differ.
    static func checkpoint(at path: String, of options: Options, _ data: ImageSplit) throws -> TrainingCheckpoint {
        let checkpoint = try TrainingCheckpoint(path: path)
        guard checkpoint.metadata["workload"] == name else {
            throw WorkloadError(.data, "\(path) is not a checkpoint of the workload \(name)")
        }
        for setting in settings(options, data) {
            let before = checkpoint.metadata[setting.key] ?? "unknown"
            guard before == setting.value else {
                throw WorkloadError(
                    .usage,
                    "\(path) was trained with other settings: \(setting.name) \(before), and not \(setting.value); "
                        + "--resume goes on with the same"
                )
            }
        }
        return checkpoint
    }

    /// Loads the model of a checkpoint, for images like those of `data`.
    package static func model(from path: String, for data: ImageDataset) throws -> Sequential {
        try TrainedModel(path: path, for: data).model
    }
}
