import HeadroomEvents
import HeadroomSystem
import HeadroomTorch

/// Evaluates a training while it goes on, reports what it finds, and keeps the time that it takes apart from that of the
/// steps.
final class Monitor {
    /// Spent on evaluations so far.
    private(set) var seconds = 0.0

    private let model: Sequential
    private let training: ImageDataset
    private let test: ImageDataset
    private let batchSize: Int
    private let device: Device
    private let events: EventWriter?
    private var last: (step: Int, training: Digits.Evaluation, test: Digits.Evaluation)?

    init(
        _ model: Sequential,
        _ training: ImageDataset,
        _ test: ImageDataset,
        batchSize: Int,
        _ device: Device,
        _ events: EventWriter?
    ) {
        self.model = model
        self.training = training
        self.test = test
        self.batchSize = batchSize
        self.device = device
        self.events = events
    }

    /// Whether the loss of this step is looked at: of each on the CPU, of every sixteenth on a device that computes
    /// beside the program, since reading it waits for the device.
    func watches(step: Int) -> Bool {
        device == .cpu || step.isMultiple(of: 16)
    }

    /// Both splits after a step, which are looked at once.
    @discardableResult
    func evaluate(step: Int) throws(TorchError) -> (training: Digits.Evaluation, test: Digits.Evaluation) {
        if let last, last.step == step { return (last.training, last.test) }
        let started = MonotonicClock.seconds()
        let training = try Digits.evaluate(model, on: training, batchSize: batchSize, device: device)
        let test = try Digits.evaluate(model, on: test, batchSize: batchSize, device: device)
        last = (step, training, test)
        events?.evaluation(split: "train", accuracy: training.accuracy, loss: training.loss)
        events?.evaluation(split: "test", accuracy: test.accuracy, loss: test.loss)
        events?.restartClock()
        seconds += MonotonicClock.seconds() - started
        return (training, test)
    }
}
