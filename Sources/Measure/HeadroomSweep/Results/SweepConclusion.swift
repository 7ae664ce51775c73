package import HeadroomCore

/// What the trials of a measurement amount to.
package struct SweepConclusion: Equatable, Sendable {
    package let findings: SweepFindings
    package let advice: Advice
    /// What holds each trial back, by its number.
    package let diagnoses: [Int: Finding]
    /// What holds the training back at a batch size: a verdict that more than half of its trials share.
    package let boundBy: [Int: Bottleneck]
    /// What holds the training back at its own batch size, or at the recommended one where that is not known.
    package let diagnosis: Finding?
    /// What can be done about memory.
    package let remedies: [MemoryRemedy]
    private let notesOnFit: [Note]
    private let notesOnTrials: [Note]
    private let notesOnLearning: [Note]

    init(
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

    /// The same trials with what trainings in full say.
    func adding(_ findings: SweepFindings, _ notes: [Note]) -> SweepConclusion {
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

    /// Why nothing is recommended; nil where something is, and where nothing was measured.
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

    /// That the noise is known of the beginning alone matters where the recommendation rests on it, and not on the steps that
    /// trainings were seen to need, or on the throughput.
    private var earlyNoise: Note? {
        guard let recommendation = advice.recommendation, recommendation.objective != .throughput,
            findings.learning?.stepsLaw?.criticalBatchSize == nil, let noise = findings.laws.noise, noise.inUse != nil
        else { return nil }
        return noise.lastEarlyStep.map { .noiseKnownEarlyOnly(lastStep: $0) }
    }
}
