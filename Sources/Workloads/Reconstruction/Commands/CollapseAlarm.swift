import HeadroomCommandLine
import HeadroomTraining

/// Notes, once, that the shapes that a model draws in its training are those of a collapsed one.
final class CollapseAlarm {
    private let epochs: Int?
    private var isRaised = false

    init(epochs: Int?) { self.epochs = epochs }

    func check(_ progress: ReconstructionTraining.Progress) {
        guard !isRaised, isUnderWay(progress), let warning = progress.samples?.warning else { return }
        isRaised = true
        StandardStream.note(
            "\(warning), after step \(progress.loop.step)",
            hint:
                "The generator may have collapsed; try --normalization group, a larger batch or a smaller --learning-rate."
        )
    }

    /// Early in a training all shapes are alike.
    private func isUnderWay(_ progress: ReconstructionTraining.Progress) -> Bool {
        let loop = progress.loop
        guard let epochs else { return loop.step > 500 }
        return Double(loop.samples) > 0.3 * Double(loop.samplesPerEpoch) * Double(epochs)
    }
}
