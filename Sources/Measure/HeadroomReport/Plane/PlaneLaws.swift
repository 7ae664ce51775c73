import HeadroomCore
import HeadroomFormat

/// The laws of a plane and what fits, in sentences.
struct PlaneLaws {
    let document: PlaneDocument

    private var first: String { document.axes.first?.name ?? "" }
    private var second: String { document.axes.last?.name ?? "" }

    var sentences: [String] { [time, check, memory, fits, verified].compactMap(\.self) }

    private var time: String? {
        guard let law = document.time else { return nil }
        func term(_ value: Double, _ interval: Interval?) -> String {
            let ends = interval.map { " (\(Format.seconds($0.low)) to \(Format.seconds($0.high)))" } ?? ""
            return Format.seconds(value) + ends
        }
        return "time of a step: \(term(law.fixedSeconds, law.fixedSecondsInterval)) "
            + "+ \(term(law.secondsPerSample, law.secondsPerSampleInterval)) × \(first) "
            + "+ \(term(law.secondsPerPoint, law.secondsPerPointInterval)) × \(first) × \(second); "
            + "residuals \(Format.percent(law.residualRatio))"
    }

    private var check: String? {
        guard let worst = document.checks.max(by: { ratio($0) < ratio($1) }) else { return nil }
        let held = document.checks.count { $0.holds }
        let count = document.checks.count
        return "step times predicted before they were measured: \(held) of \(count) within their interval, at most "
            + "\(Format.percent(ratio(worst))) off"
    }

    private func ratio(_ check: PlaneDocument.Check) -> Double {
        abs(check.measuredStepSeconds / check.predictedStepSeconds.value - 1)
    }

    private var memory: String? {
        guard let law = document.deviceMemory ?? document.memory else { return nil }
        return "memory: \(Format.bytes(law.fixedBytes)) + \(Format.bytes(law.bytesPerSample)) × \(first) + "
            + "\(Format.bytes(law.bytesPerPoint)) × \(first) × \(second), of \(Format.bytes(law.capacityBytes)); "
            + "residuals \(Format.percent(law.residualRatio))"
    }

    private var fits: String? {
        let known = document.fits.compactMap { fit in fit.byLaw.map { (fit.other, $0) } }
        guard !known.isEmpty else { return nil }
        if let samples = document.trainingSamples, known.allSatisfy({ $0.1 >= samples }) {
            return "fits by the memory law: all \(Format.count(samples)) \(first) at each value of \(second)"
        }
        let parts = known.map { "\(Format.count($0.1)) at \(second) \(Format.count($0.0))" }
        return "fits by the memory law, at most: \(first) " + parts.joined(separator: ", ")
    }

    /// The largest batch size that ran at one value of the second axis, and what ended the search.
    private var verified: String? {
        let found = document.fits.compactMap { fit -> String? in
            guard let size = fit.largestVerified, let limit = fit.limitedBy else { return nil }
            let reason =
                switch limit {
                case .device: "the device's memory ends"
                case .host: "the memory ends"
                case .data: "the data end"
                case .index: "indices end"
                case .scan: "the range ends"
                }
            return "\(first) \(Format.count(size)) at \(second) \(Format.count(fit.other)), where \(reason)"
        }
        return found.isEmpty ? nil : "fits, as it ran: " + found.joined(separator: "; ")
    }
}
