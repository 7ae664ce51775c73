import HeadroomCore
import RealModule

/// Whether adding up the gradients of several batches pays, where the best batch size does not fit.
///
/// Each of k batches costs what it cost before, `a + c b`, and the target takes `Smin (1 + Bc / (k b))` steps of k batches:
/// `(k + Bc / b) / (1 + Bc / b)` times as long as without, for every k above 1. What a step costs besides its batches, the
/// optimizer and the communication, is paid once and not k times, and could turn that; it is not told apart here.
struct AccumulationAdvice {
    let document: SweepDocument

    init(_ document: SweepDocument) {
        self.document = document
    }

    /// nil where the best batch size fits, or is not known.
    var note: String? {
        guard let recommendation = document.recommendation, recommendation.limitedBy == .fits,
            let best = recommendation.closedForm?.value, let critical = document.laws.noise?.inUse?.value,
            let fits = document.fits?.batchSize, best > Double(fits)
        else { return nil }
        let steps = Int((best / Double(fits)).rounded(.up))
        let ratio = critical / Double(fits)
        let longer = (Double(steps) + ratio) / (1 + ratio)
        return
            "The best batch size by the laws, about \(Int(best.rounded())), does not fit. \(steps) batches of \(fits) added up "
            + "(gradient accumulation) are as large, but would take about \(Double(Int(longer * 100)) / 100) times as long to a "
            + "target as \(fits) alone: it pays where a recipe asks for the large batch, and not for speed."
    }
}
