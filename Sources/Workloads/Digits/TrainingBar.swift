import HeadroomCommandLine
import HeadroomDisplay

/// The progress of a training on a terminal; nothing elsewhere.
final class TrainingBar {
    private let epochs: Int?
    private let isShown = StandardStream.isTerminal(2)
    private var lastShown = ContinuousClock.now

    init(epochs: Int?) {
        self.epochs = epochs
    }

    func show(_ progress: Digits.Progress) {
        guard isShown, let epochs, ContinuousClock.now - lastShown >= .milliseconds(100) else { return }
        lastShown = .now
        let done = Double(progress.samples) / Double(progress.samplesPerEpoch) / Double(epochs)
        let filled = min(30, Int(30 * done))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        StandardStream.message(
            "\r\u{1B}[2K\(bar) epoch \(progress.epoch) of \(epochs), \(Figure.count(progress.samplesPerSecond)) samples/s"
        )
    }

    func finish() {
        if isShown { StandardStream.message("\r\u{1B}[2K") }
    }
}
