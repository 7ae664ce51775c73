package import HeadroomTorch
import HeadroomTraining

/// A model from a checkpoint of the digits, with the metadata of its training.
package struct TrainedModel {
    package let model: Sequential
    package let kind: ImageModel
    /// The name of its training data; nil where the file does not contain it.
    package let data: String?
    package let batchSize: Int?

    /// Reads a checkpoint.
    ///
    /// - Throws: ``WorkloadError`` where the file is not a checkpoint of the digits, or is for images of another shape.
    package init(path: String, for data: ImageDataset) throws {
        let file: TrainingCheckpoint
        do {
            file = try TrainingCheckpoint(path: path)
        } catch {
            throw WorkloadError(.data, error.message)
        }
        guard file.metadata["workload"] == Digits.name,
            let kind = file.metadata["model"].flatMap(ImageModel.init(rawValue:))
        else {
            throw WorkloadError(.data, "\(path) is not a checkpoint of the workload \(Digits.name)")
        }
        let shape = "\(data.channels) \(data.height) \(data.width) \(data.classes)"
        guard file.metadata["shape"] == shape else {
            throw WorkloadError(
                .data,
                "\(path) was trained on images of shape \(file.metadata["shape"] ?? "?"), and these have \(shape)"
            )
        }
        // Ghost batches matter in training only.
        let model = try kind.make(for: data, normalization: file.metadata["batchNorm"] == "true" ? .batch : .none)
        do {
            try model.load(file.model)
        } catch {
            throw WorkloadError(.data, "\(path) does not fit the model \(kind.rawValue): \(error.message)")
        }
        self.model = model
        self.kind = kind
        self.data = file.metadata["data"]
        batchSize = file.metadata["batchSize"].flatMap { Int($0) }
    }
}
