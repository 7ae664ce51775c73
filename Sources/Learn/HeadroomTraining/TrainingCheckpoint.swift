import FoundationEssentials
package import HeadroomTorch

/// Checkpoint of a training: the model, and all state that its loop needs to resume bit for bit.
///
/// The file is a state file (safetensors). The model's tensors have their own names, so that other programs can read it
/// as a model; the tensors of the training have the prefix `training.`, and the progress is JSON in the metadata.
package struct TrainingCheckpoint {
    package let model: [NamedTensor]
    /// The metadata of the file, such as the workload and the model.
    package let metadata: [String: String]

    private let path: String
    private let training: [NamedTensor]

    private static let prefix = "training."
    private static let optimizerPrefix = "optimizer."
    private static let generatorName = "generator"
    private static let progressKey = "progress"

    /// The progress of every training, with the state of its loop.
    struct Progress<Loop: Codable>: Codable {
        var step: Int
        var samples: Int
        var batchSize: Int
        var seconds: Double
        /// The device of the random number generator.
        var device: String
        var loop: Loop
    }

    /// Reads a checkpoint file.
    package init(path: String) throws(TorchError) {
        let file = try StateFile.load(from: path)
        self.path = path
        model = file.tensors.filter { !$0.name.hasPrefix(Self.prefix) }
        metadata = file.metadata
        training = file.tensors.compactMap { entry in
            guard entry.name.hasPrefix(Self.prefix) else { return nil }
            return NamedTensor(String(entry.name.dropFirst(Self.prefix.count)), entry.tensor)
        }
    }

    static func save(
        _ model: Module,
        _ optimizer: any Optimizer,
        on device: Device,
        progress: Progress<some Codable>,
        metadata: [String: String],
        to path: String
    ) throws {
        var tensors = model.state
        tensors += optimizer.state.map { NamedTensor("\(prefix)\(optimizerPrefix)\($0.name)", $0.tensor) }
        tensors.append(NamedTensor("\(prefix)\(generatorName)", try Engine.generatorState(of: device)))
        var metadata = metadata
        metadata[progressKey] = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        try StateFile.save(tensors, metadata: metadata, to: path)
    }

    /// Restores model, optimizer and random number generator, and returns the progress.
    func restore<Loop: Codable>(
        _ model: Module,
        _ optimizer: any Optimizer,
        on device: Device,
        as _: Loop.Type
    ) throws -> Progress<Loop> {
        guard let text = metadata[Self.progressKey],
            let progress = try? JSONDecoder().decode(Progress<Loop>.self, from: Data(text.utf8)),
            let generator = training.first(where: { $0.name == Self.generatorName })?.tensor
        else {
            throw WorkloadError(.data, "\(path) holds a model alone, and not a training that can go on")
        }
        do throws(TorchError) {
            // The state of another kind of device does not fit: the generator then keeps the state given by the seed.
            if progress.device == device.description { try Engine.setGeneratorState(generator, of: device) }
            try model.load(self.model)
            try optimizer.restore(
                training.compactMap { entry in
                    guard entry.name.hasPrefix(Self.optimizerPrefix) else { return nil }
                    return NamedTensor(String(entry.name.dropFirst(Self.optimizerPrefix.count)), entry.tensor)
                }
            )
        } catch {
            throw WorkloadError(.data, "\(path) does not fit this training: \(error.message)")
        }
        return progress
    }
}
