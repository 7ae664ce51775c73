import FoundationEssentials
package import HeadroomScenes
package import HeadroomTorch
import HeadroomTraining

/// A trained model of scenes with what its use needs.
package struct TrainedScenes {
    package let model: SceneModel
    package let metadata: Metadata

    /// What a model file holds beside the tensors.
    package struct Metadata: Codable, Sendable {
        package var data: TrajectorySettings
        package var trajectories: Int
        /// Of a trajectory.
        package var frames: Int
        package var scale: SceneScale
        package var camera: Intrinsics
        package var prior: LatentPrior.Settings
        /// Whether the prior has been trained: not where the training was stopped before its end.
        package var hasPrior: Bool
        package var seed: UInt64
        /// Processor time of the training with its data, in seconds.
        package var processorSeconds: Double

        static let key = "scenes"

        /// The metadata of a file.
        func entries() throws -> [String: String] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return [
                "workload": SceneGeneration.name, Self.key: String(decoding: try encoder.encode(self), as: UTF8.self),
            ]
        }
    }

    /// Reads a model file.
    package init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw WorkloadError(
                .data,
                "there is no model \(path); 'headroom train \(SceneGeneration.name)' trains one"
            )
        }
        let checkpoint = try TrainingCheckpoint(path: path)
        guard checkpoint.metadata["workload"] == SceneGeneration.name else {
            throw WorkloadError(.data, "\(path) is not a model of the workload \(SceneGeneration.name)")
        }
        guard let text = checkpoint.metadata[Metadata.key],
            let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(text.utf8))
        else {
            throw WorkloadError(
                .data,
                "\(path) was written by another version of headroom; 'headroom train \(SceneGeneration.name)' trains it again"
            )
        }
        self.metadata = metadata
        model = try SceneModel(trajectories: metadata.trajectories, prior: metadata.prior)
        do throws(TorchError) {
            try model.load(checkpoint.model)
        } catch {
            throw WorkloadError(.data, "\(path) does not fit this version of headroom: \(error.message)")
        }
        model.eval()
    }

    /// The renderer of finished pictures.
    package var renderer: VolumeRenderer {
        var renderer = VolumeRenderer(metadata.scale)
        (renderer.samples, renderer.importanceSamples) = (32, 16)
        return renderer
    }

    /// The latent vectors of a trajectory of the training, `[1, sceneWidth]` and `[1, pathWidth]`.
    ///
    /// - Throws: where there is none of this index.
    package func latents(of trajectory: Int) throws -> (scene: Tensor, path: Tensor) {
        guard (0..<metadata.trajectories).contains(trajectory) else {
            throw WorkloadError(
                .usage,
                "there is no trajectory \(trajectory); the model has \(metadata.trajectories), from 0"
            )
        }
        return (
            try model.latents.scene.narrow(dimension: 0, start: trajectory, length: 1),
            try model.latents.path.narrow(dimension: 0, start: trajectory, length: 1)
        )
    }

    /// The prior.
    ///
    /// - Throws: where the training was stopped before it.
    package func prior(path: String) throws -> LatentPrior {
        guard metadata.hasPrior else {
            throw WorkloadError(
                .data,
                "\(path) has no prior, since its training was stopped before; "
                    + "'headroom train \(SceneGeneration.name) --resume \(path)' goes on"
            )
        }
        return model.prior
    }
}
