package import HeadroomCore

/// Advice that follows from the findings.
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

    /// Advice of a run, which only covers its own batch size.
    init() {}
}
