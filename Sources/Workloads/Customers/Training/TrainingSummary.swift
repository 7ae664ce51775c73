import HeadroomCommandLine
import HeadroomFormat
import HeadroomTraining

extension TabularTraining.Progress {
    /// A progress line for a terminal.
    func line(epochs: Int) -> String {
        let share = Double(samples) / Double(samplesPerEpoch) / Double(epochs)
        return "\(ProgressLine.bar(share)) epoch \(epoch) of \(epochs), \(Format.count(samplesPerSecond)) samples/s"
    }
}

extension TabularTraining.Result {
    /// Steps, time and losses in one line.
    func line(batchSize: Int) -> String {
        func text(_ loss: Double?) -> String { loss.map { Format.fixed($0, decimals: 4) } ?? "-" }
        return "\(steps) steps at batch size \(batchSize) in \(Format.seconds(seconds)): "
            + "\(Format.count(Double(samples) / seconds)) samples/s\(isStopped ? ", stopped" : ""); "
            + "loss \(text(trainingLoss)) training, \(text(testLoss)) test"
    }

    /// Throws where the loss was not finite, unless Headroom runs the training: divergence is then a result, already
    /// reported by an event.
    func requireFinite(isMeasured: Bool) throws(CommandFailure) {
        guard hasDiverged, !isMeasured else { return }
        throw CommandFailure(
            "the training diverged: the loss was not finite after step \(steps); a smaller learning rate may help",
            exitCode: .commandFailed
        )
    }
}
