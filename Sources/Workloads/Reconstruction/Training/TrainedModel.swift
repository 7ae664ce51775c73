import FoundationEssentials
import HeadroomTorch
import HeadroomTraining

/// A trained model with what its use needs: the threshold, and the shapes that it was trained on.
package struct TrainedModel {
    package let networks: TrainingNetworks
    package let metadata: Metadata

    /// What a model file holds beside the tensors.
    package struct Metadata: ModelMetadata, Sendable {
        package var architecture: Architecture
        package var supervision: Supervision
        package var networks: NetworkSettings
        /// Probability from which a cell is occupied, chosen on the validation shapes.
        package var threshold: Float
        package var shapes: ShapeSettings
        package var seed: UInt64
        /// Processor time of the training with its data, in seconds.
        package var processorSeconds: Double

        static let key = "reconstruction"
    }

    /// Reads a model file.
    package init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw WorkloadError(.data, "there is no model \(path); 'headroom train \(Reconstruction.name)' trains one")
        }
        let checkpoint = try TrainingCheckpoint(path: path)
        guard checkpoint.metadata["workload"] == Reconstruction.name else {
            throw WorkloadError(.data, "\(path) is not a model of the workload \(Reconstruction.name)")
        }
        guard let metadata = Metadata(of: checkpoint) else {
            throw WorkloadError(
                .data,
                "\(path) was written by another version of headroom; 'headroom train \(Reconstruction.name)' trains it again"
            )
        }
        self.metadata = metadata
        networks = try TrainingNetworks(metadata.networks)
        do throws(TorchError) {
            try networks.load(checkpoint.model)
        } catch {
            throw WorkloadError(.data, "\(path) does not fit this version of headroom: \(error.message)")
        }
        networks.eval()
    }

    /// The networks that are used after the training.
    package var model: ImageVAE { networks.reconstruction }

    /// Writes a file of the networks that are used after the training alone.
    package func writeBundle(to path: String) throws {
        var metadata = metadata
        metadata.networks.hasVoxelEncoder = false
        metadata.networks.hasRunningPrior = false
        metadata.networks.discriminator = nil
        let used = try TrainingNetworks(metadata.networks)
        let names = Set(used.state.map(\.name))
        try StateFile.save(networks.state.filter { names.contains($0.name) }, metadata: metadata.entries(), to: path)
    }
}
