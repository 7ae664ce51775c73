import HeadroomCore

/// The measured peaks of one memory, the host's or a device's, over a plane, and the law through them.
struct PlaneMemory: Sendable {
    let limit: SweepDocument.Fits.Limit
    /// Memory available to the training.
    var capacityBytes: Double
    /// Noise of the peaks.
    var noise = MemoryLaw.Noise.process
    private var peaks: [PlanePoint: Double] = [:]

    init(_ limit: SweepDocument.Fits.Limit, capacityBytes: Double) {
        self.limit = limit
        self.capacityBytes = capacityBytes
    }

    /// Records the peak of a run that fitted.
    mutating func add(_ bytes: Int, at point: PlanePoint) {
        peaks[point] = max(peaks[point] ?? 0, Double(bytes))
    }

    var law: PlaneMemoryLaw? {
        PlaneMemoryLaw.fit(peaks.map { PlaneMemoryLaw.Observation(point: $0.key, peakBytes: $0.value) }, noise: noise)
    }

    /// Whether a point is likely to fit, by the law, else by the nearest peak.
    ///
    /// - Parameter isCautious: whether it must fit with near certainty.
    func mayFit(_ point: PlanePoint, isCautious: Bool) -> Bool {
        if isKnownToFit(point) { return true }
        if let law {
            return law.probability(thatFits: point, in: capacityBytes) > (isCautious ? Self.sure : Self.possible)
        }
        guard isCautious else { return true }
        // From F >= 0 follows that memory grows by no more than the points of a step.
        let bounds = peaks.filter { $0.key.batchSize <= point.batchSize && $0.key.other <= point.other }
            .map { $0.value * Double(point.points) / Double($0.key.points) }
        return bounds.min().map { $0 < capacityBytes } ?? true
    }

    /// Whether a step that is larger in both axes fitted.
    private func isKnownToFit(_ point: PlanePoint) -> Bool {
        peaks.keys.contains { $0.batchSize >= point.batchSize && $0.other >= point.other }
    }

    private static let sure = 0.99
    private static let possible = 0.2
}
