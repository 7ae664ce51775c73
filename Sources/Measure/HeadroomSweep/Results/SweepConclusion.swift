package import HeadroomCore

/// Conclusions from the trials of a measurement.
package struct SweepConclusion: Equatable, Sendable {
    package let findings: SweepFindings
    package let advice: Advice
    /// The bottleneck of each trial, by its number.
    package let diagnoses: [Int: Finding]
    /// The bottleneck at each batch size: a verdict that more than half of its trials share.
    package let boundBy: [Int: Bottleneck]
    /// The bottleneck at the baseline, or at the recommended batch size where the baseline is unknown.
    package let diagnosis: Finding?
    /// Remedies for memory.
    package let remedies: [MemoryRemedy]
    private let notesOnFit: [Note]
    private let notesOnTrials: [Note]
    private let notesOnLearning: [Note]

    package init(
        findings: SweepFindings,
        advice: Advice,
        diagnoses: [Int: Finding],
        boundBy: [Int: Bottleneck] = [:],
        diagnosis: Finding?,
        remedies: [MemoryRemedy] = [],
        notesOnFit: [Note] = [],
        notesOnTrials: [Note],
        notesOnLearning: [Note] = []
    ) {
        self.findings = findings
        self.advice = advice
        self.diagnoses = diagnoses
        self.boundBy = boundBy
        self.diagnosis = diagnosis
        self.remedies = remedies
        self.notesOnFit = notesOnFit
        self.notesOnTrials = notesOnTrials
        self.notesOnLearning = notesOnLearning
    }

    /// The same trials with the conclusions of trainings in full.
    package func adding(_ findings: SweepFindings, _ notes: [Note]) -> SweepConclusion {
        SweepConclusion(
            findings: findings,
            advice: Advice(findings),
            diagnoses: diagnoses,
            boundBy: boundBy,
            diagnosis: diagnosis,
            remedies: remedies,
            notesOnFit: notesOnFit,
            notesOnTrials: notesOnTrials,
            notesOnLearning: notes
        )
    }

    /// Reason for a missing recommendation; nil where there is one, and where nothing was measured.
    var whyNoRecommendation: OpenReason? {
        guard advice.recommendation == nil, !findings.points.isEmpty, findings.learning?.nothingLearned == nil
        else { return nil }
        return .failsEverywhere
    }

    package var notes: [Note] { notesOnFit + notesOnNoise + notesOnTrials + notesOnLearning }

    private var notesOnNoise: [Note] {
        let sum: [Note] =
            findings.learning == nil && findings.laws.noise?.reduction == .sum ? [.addedGradients] : []
        return [earlyNoise].compactMap(\.self) + sum
    }

    /// A note that the noise scale is only known of the beginning, where the recommendation depends on it rather than
    /// on the trainings' number of steps, or on the throughput.
    private var earlyNoise: Note? {
        guard let recommendation = advice.recommendation, recommendation.objective != .throughput,
            findings.learning?.stepsLaw?.criticalBatchSize == nil, let noise = findings.laws.noise, noise.inUse != nil
        else { return nil }
        return noise.lastEarlyStep.map { .noiseKnownEarlyOnly(lastStep: $0) }
    }
}
