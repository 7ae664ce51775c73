import FoundationEssentials
import HeadroomTraining

/// What a model file of this workload holds beside the tensors.
protocol ModelMetadata: Codable {
    /// Its name in the metadata of the file.
    static var key: String { get }
}

extension ModelMetadata {
    /// - Returns: nil where the file has none of this kind, or of another version of headroom.
    init?(of checkpoint: TrainingCheckpoint) {
        guard checkpoint.metadata["workload"] == Reconstruction.name, let text = checkpoint.metadata[Self.key],
            let metadata = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
        else { return nil }
        self = metadata
    }

    /// The metadata of a file.
    func entries() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [
            "workload": Reconstruction.name, Self.key: String(decoding: try encoder.encode(self), as: UTF8.self),
        ]
    }
}
