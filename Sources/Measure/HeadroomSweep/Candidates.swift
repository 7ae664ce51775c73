import HeadroomCore

/// Compares the cost of a target at three batch sizes: the baseline, the recommended one, and the largest that was
/// measured and fits.
struct Candidates {
    private let findings: SweepFindings
    private let recommended: Int?

    init(_ findings: SweepFindings, recommended: Int?) {
        self.findings = findings
        self.recommended = recommended
    }

    var all: [SweepDocument.Candidate] {
        guard let cost = findings.targetCost else { return [] }
        let fitting = findings.points.filter { $0.batchSize <= findings.fits?.batchSize ?? .max }
        let sizes: [(SweepDocument.Candidate.Role, Int?)] = [
            (.now, findings.baseline?.batchSize), (.recommended, recommended),
            (.largest, fitting.map(\.batchSize).max()),
        ]
        let points = sizes.compactMap { role, size in findings.point(at: size).map { (role, $0) } }
        guard let reference = points.first?.1 else { return [] }
        return points.map { role, point in
            var candidate = SweepDocument.Candidate(name: role, batchSize: point.batchSize)
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
