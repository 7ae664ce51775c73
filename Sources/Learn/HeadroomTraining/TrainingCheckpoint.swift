import FoundationEssentials
package import HeadroomTorch

/// A training in a file: its model, and all that its loop needs to go on to the same bits.
///
/// The file is a state file (safetensors). The tensors of the model stand under their own names, so that it is read as a
/// model elsewhere; those of the training stand under `training.`, and its progress in the metadata as JSON.
package struct TrainingCheckpoint {
    /// The tensors of the model.
    package let model: [NamedTensor]
    /// The metadata of the file, such as the workload and the model.
    package let metadata: [String: String]

    private let path: String
    private let training: [NamedTensor]

    private static let prefix = "training."
    private static let optimizerPrefix = "optimizer."
    private static let generatorName = "generator"
    private static let progressKey = "progress"

    /// What every training keeps of its progress, besides what its loop keeps.
    struct Progress<Loop: Codable>: Codable {
        var step: Int
        var samples: Int
        var batchSize: Int
        var seconds: Double
        /// The device of its generator.
        var device: String
        var loop: Loop
    }

    /// Reads a file.
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

    /// Puts model, optimizer and generator back, and returns the progress.
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
            // A generator of another kind of device has another state: the training goes on with the seed's.
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
