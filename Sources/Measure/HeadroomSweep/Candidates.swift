import HeadroomCore

/// What three batch sizes cost to the same target beside each other: that of today, the recommended one, and the largest
/// that was measured and fits.
struct Candidates {
    private let document: SweepDocument

    init(_ document: SweepDocument) {
        self.document = document
    }

    var all: [SweepDocument.Candidate] {
        guard let cost = TargetCost(document) else { return [] }
        let fitting = document.points.filter { $0.batchSize <= document.fits?.batchSize ?? .max }
        let named = [
            ("now", document.baseline?.batchSize), ("recommended", document.recommendation?.batchSize),
            ("largest", fitting.map(\.batchSize).max()),
        ]
        let points = named.compactMap { name, size in
            document.points.first { $0.batchSize == size }.map { (name, $0) }
        }
        guard let reference = points.first?.1 else { return [] }
        return points.map { name, point in
            var candidate = SweepDocument.Candidate(name: name, batchSize: point.batchSize)
            candidate.timeRatio = cost.seconds(point) / cost.seconds(reference)
            candidate.samplesRatio = cost.samples(point) / cost.samples(reference)
            if let joules = cost.joules(point), let before = cost.joules(reference), before > 0 {
                candidate.energyRatio = joules / before
            }
            if let least = cost.leastSteps {
                candidate.seconds = least * cost.seconds(point)
                candidate.samples = least * cost.samples(point)
                candidate.joules = cost.joules(point).map { least * $0 }
            }
            return candidate
        }
    }
}
