import FoundationEssentials
import HeadroomCore
import HeadroomSweep
import Testing

/// Result documents contain the measurements and the conclusions.
@Suite struct ResultDocumentTests {
    private func measured(_ id: Int) -> MeasuredTrial {
        var trial = MeasuredTrial(id: id, purpose: .speed, batchSize: 8, outcome: .completed, wallSeconds: 1)
        trial.samplesPerSecond = Interval(value: 100, low: 90, high: 110)
        trial.coverage = .epoch
        return trial
    }

    @Test func whatSpillsDoesNotFitThoughItsTrainingCameToItsEnd() {
        let spill = Spill(throughputRatio: 0.25, fasterBatchSize: 8, isCertain: true)
        let trial = LoggedTrial(measured(3), spill: spill)
        #expect(trial.measured.outcome == .completed && trial.measured.outOfMemory == nil)
        let document = TrialDocument(trial, diagnosis: nil)
        #expect(
            document.outcome == .outOfMemory && document.outOfMemory?.resource == .device && document.coverage == .epoch
        )
        #expect(document.boundBy == nil && document.evidence.isEmpty)
    }

    @Test func aDiagnosisStandsBesideItsTrial() {
        let finding = Finding(.paysForEveryStep(fixedRatio: 0.5, lostRatio: 0.5), evidence: [.inputWait(ratio: 0.25)])
        var trial = LoggedTrial(
            measured(3),
            training: LoggedTrial.Training(arm: "unchanged", seed: 1, learningRate: 0.1)
        )
        trial.id = 9
        let document = TrialDocument(trial, diagnosis: finding)
        #expect(
            document.boundBy == .launch && document.evidence == ["25 % of the step time was spent waiting for input"]
        )
        #expect(document.id == 9 && document.arm == "unchanged" && document.seed == 1 && document.learningRate == 0.1)
    }

    private func result(_ kind: SweepDocument.Kind, _ findings: SweepFindings, notes: [Note] = []) -> SweepResult {
        SweepResult(
            subject: .init(
                kind: kind,
                id: "x",
                startedAt: "",
                command: ["train"],
                workload: nil,
                objective: .time
            ),
            machine: .init(devices: [], driver: nil, frameworks: [:], logicalCPUs: 1, usableCPUs: 1, memoryBytes: 1),
            observer: .init(cpuSeconds: 1, privateMemoryBytes: 10, wallSeconds: 2),
            trials: [LoggedTrial(measured(1))],
            conclusion: SweepConclusion(
                findings: findings,
                advice: Advice(findings),
                diagnoses: [:],
                boundBy: [8: .compute],
                diagnosis: nil,
                notesOnTrials: [.batchSizeNotVerified]
            ),
            notes: notes
        )
    }

    @Test func theDocumentHasWhatWasFound() throws {
        var findings = RecommenderTests().findings([(8, 100), (16, 150)], fits: 16)
        findings.whatPays = .open(because: .undecided(.stillRises(at: 16)))
        findings.failures = [16: .outOfMemory]
        let document = SweepDocument(result(.sweep, findings))
        #expect(document.kind == .sweep && document.fits?.batchSize == 16 && document.pays == nil)
        #expect(document.undecided == ["pays": Saturation.Undecided.stillRises(at: 16).sentence])
        #expect(document.points.map(\.failure) == [nil, "it ran out of memory"])
        #expect(document.points.map(\.boundBy) == [.compute, nil])
        let recommendation = try #require(document.recommendation)
        #expect(recommendation.batchSize == 8)
        #expect(recommendation.why == "\(recommendation.answer): \(recommendation.reason)")
    }

    @Test func aDocumentFromBeforeTheReasonStoodByItselfHasItAllTheSame() throws {
        let recommendation = try #require(
            SweepDocument(result(.sweep, RecommenderTests().findings([(8, 100)]))).recommendation
        )
        let text = String(decoding: try JSONEncoder().encode(recommendation), as: UTF8.self)
        var fields = try JSONDecoder().decode([String: Value].self, from: Data(text.utf8))
        fields["reason"] = nil
        let old = try JSONDecoder().decode(
            SweepDocument.Recommendation.self,
            from: try JSONEncoder().encode(fields)
        )
        #expect(old == recommendation)
    }

    @Test func notesStandInTheOrderInWhichTheyMatter() {
        let findings = RecommenderTests().findings([(8, 100)])
        let swept = result(.sweep, findings, notes: [.budgetUsedUp(seconds: 60, round: 2)])
        let measured = swept.measured(taking: 0.5, privateMemoryBytes: 5, opening: .stopped)
            .adding([.ofTheProgram("the recording has a gap")])
        #expect(
            measured.notes == [
                .stopped, .budgetUsedUp(seconds: 60, round: 2), .batchSizeNotVerified,
                .ofTheProgram("the recording has a gap"),
            ]
        )
        #expect(measured.observer == .init(cpuSeconds: 1.5, privateMemoryBytes: 15, wallSeconds: 2))
        #expect(swept.unfinished.notes.first == .unfinished && swept.unfinished.isUnfinished && !swept.isUnfinished)
    }

    @Test func aRunRecommendsNothingAndGivesNoReason() {
        var findings = SweepFindings(objective: .time, points: [])
        findings.points = RecommenderTests().findings([(8, 100)]).points
        findings.failures = [8: .commandFailed]
        #expect(SweepDocument(result(.run, findings)).undecided.isEmpty)
        #expect(SweepDocument(result(.sweep, findings)).undecided["recommendation"] != nil)
    }

    /// Any value of a field of a JSON object.
    private enum Value: Codable {
        case number(Double), text(String), null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .null: try container.encodeNil()
            }
        }
    }
}
