import HeadroomEvents
import HeadroomTorch
import HeadroomTraining

/// Evaluates both splits during a training and reports the results.
final class Monitor {
    private let model: Sequential
    private let training: ImageDataset
    private let test: ImageDataset
    private let batchSize: Int
    private let session: TrainingSession
    private var last: (step: Int, training: Digits.Evaluation, test: Digits.Evaluation)?

    init(
        _ model: Sequential,
        _ training: ImageDataset,
        _ test: ImageDataset,
        batchSize: Int,
        in session: TrainingSession
    ) {
        self.model = model
        self.training = training
        self.test = test
        self.batchSize = batchSize
        self.session = session
    }

    /// Evaluates both splits after the latest step; repeated calls at one step return the same result.
    @discardableResult
    func evaluate() throws(TorchError) -> (training: Digits.Evaluation, test: Digits.Evaluation) {
        if let last, last.step == session.step { return (last.training, last.test) }
        return try session.pause { (events) throws(TorchError) in
            let device = session.device
            let training = try Digits.evaluate(model, on: training, batchSize: batchSize, device: device)
            let test = try Digits.evaluate(model, on: test, batchSize: batchSize, device: device)
            last = (session.step, training, test)
            events?.evaluation(split: "train", accuracy: training.accuracy, loss: training.loss)
            events?.evaluation(split: "test", accuracy: test.accuracy, loss: test.loss)
            return (training, test)
        }
    }
}
