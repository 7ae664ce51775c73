package import HeadroomCore

/// What to do, by what was found.
package struct Advice: Equatable, Sendable {
    package var recommendation: Recommendation?
    package var candidates: [SweepDocument.Candidate] = []
    package var schedule: [SweepDocument.ScheduleStep]?

    package init(_ findings: SweepFindings) {
        guard findings.learning?.nothingLearned == nil else { return }
        recommendation = Recommender(findings).recommendation
        candidates = Candidates(findings, recommended: recommendation?.batchSize).all
        schedule = ScheduleAdvice(findings).steps
    }

    /// The advice of a run, of which nothing but its own batch size was seen.
    init() {}
}
