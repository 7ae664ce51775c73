import HeadroomWorkloads

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

/// Numbers for people.
enum Figure {
    static func count(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        let digits = String(Int(value.rounded()))
        var text = ""
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    static func rate(_ value: Double) -> String {
        value < 100 ? String((value * 10).rounded() / 10) : count(value)
    }

    static func percent(_ ratio: Double) -> String {
        "\((ratio * 1000).rounded() / 10) %"
    }

    static func seconds(_ seconds: Double) -> String {
        "\((seconds * 10).rounded() / 10) s"
    }

    static func bytes(_ bytes: Int) -> String {
        let gibibytes = Double(bytes) / 1_073_741_824
        return gibibytes >= 1 ? "\((gibibytes * 10).rounded() / 10) GiB" : "\(bytes / 1_048_576) MiB"
    }
}
