import FoundationEssentials
import HeadroomTorch
import HeadroomTraining

/// A trained model of surfaces with what its use needs.
package struct TrainedSurface {
    package let model: SurfaceModel
    package let metadata: Metadata

    /// What a model file holds beside the tensors.
    package struct Metadata: ModelMetadata, Sendable {
        package var output: ReconstructionOutput
        package var imageNormalization: Normalization
        package var shapes: ShapeSettings
        package var seed: UInt64
        /// Processor time of the training with its data, in seconds.
        package var processorSeconds: Double

        static let key = "surface"
    }

    /// Reads a model file.
    ///
    /// - Returns: nil where it is not a model of surfaces, but perhaps one of volumes (``TrainedModel``).
    package init?(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let checkpoint = try TrainingCheckpoint(path: path)
        guard let metadata = Metadata(of: checkpoint),
            let model = try SurfaceModel(metadata.output, metadata.imageNormalization)
        else { return nil }
        do throws(TorchError) {
            try model.load(checkpoint.model)
        } catch {
            throw WorkloadError(.data, "\(path) does not fit this version of headroom: \(error.message)")
        }
        model.eval()
        (self.model, self.metadata) = (model, metadata)
    }

    /// Writes a file of the model alone, without the state of its training.
    package func writeBundle(to path: String) throws {
        try StateFile.save(model.state, metadata: metadata.entries(), to: path)
    }
}
