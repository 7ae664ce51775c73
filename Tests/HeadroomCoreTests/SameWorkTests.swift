import HeadroomCore
import Testing

@Suite struct SameWorkTests {
    private func work(
        parameters: Int? = 100,
        optimizer: String? = "sgd learningRate=0.1",
        threads: Int? = 2,
        loss: Double? = 2.5
    ) -> CompareDocument.Work {
        CompareDocument.Work(
            framework: "f 1.0",
            device: nil,
            parameters: parameters,
            optimizer: optimizer,
            threads: threads,
            trainingSamples: 50,
            firstLoss: loss
        )
    }

    @Test func theSameWorkDiffersInNothing() {
        let same = SameWork([("a", work()), ("b", work(loss: 2.5001))], isWholeData: true)
        #expect(same.differences.isEmpty && same.unchecked.isEmpty)
    }

    @Test func whatDiffersIsNamed() {
        let others = [
            (work(parameters: 101), "parameters: a 100, b 101"),
            (work(optimizer: "adam"), "optimizer: a sgd learningRate=0.1, b adam"),
            (work(threads: 4), "CPU threads: a 2, b 4"),
            (work(loss: 2.501), "the loss of the first step, over all training samples: a 2.5, b 2.501"),
        ]
        for (other, text) in others {
            let same = SameWork([("a", work()), ("b", other)], isWholeData: true)
            #expect(same.differences.count == 1 && same.differences[0].hasPrefix(text), "\(same.differences)")
        }
    }

    @Test func lossesOfFirstBatchesThatMayDifferProveNothing() {
        let same = SameWork([("a", work()), ("b", work(loss: 3))], isWholeData: false)
        #expect(same.differences.isEmpty)
        #expect(same.unchecked.first?.contains("their first batches may differ (a 2.5, b 3.0)") == true)
    }

    @Test func whoSaysNothingIsNotTakenForTheSame() {
        let silent = work(parameters: nil, optimizer: nil, threads: nil, loss: nil)
        let same = SameWork([("a", work()), ("b", silent)], isWholeData: true)
        #expect(same.differences.isEmpty && same.unchecked.count == 4)
        #expect(same.unchecked.allSatisfy { $0.contains("b does not say") })
    }
}

@Suite struct CompareFindingsTests {
    private func contestant(_ name: String, _ rates: [Int: Double], halfWidth: Double = 1) -> CompareDocument.Contestant
    {
        let points = rates.sorted { $0.key < $1.key }.map { size, rate in
            SweepDocument.Point(
                batchSize: size,
                trials: [1],
                steps: 10,
                samples: 10 * size,
                samplesPerSecond: Interval(value: rate, low: rate - halfWidth, high: rate + halfWidth),
                stepSeconds: StepSeconds(mean: 1, low: 1, high: 1, median: 1, p95: 1),
                precise: true
            )
        }
        let work = CompareDocument.Work(
            framework: nil,
            device: nil,
            parameters: nil,
            optimizer: nil,
            threads: nil,
            trainingSamples: nil,
            firstLoss: nil
        )
        return .init(name: name, command: name, work: work, trials: [], points: points, time: nil)
    }

    @Test func theFastestIsFoundAtBothEndsOfWhatIsShared() {
        let findings = CompareDocument.findings([
            contestant("a", [1: 100, 8: 200, 64: 300, 512: 400]), contestant("b", [8: 90, 64: 600]),
        ])
        #expect(findings.map(\.batchSize) == [8, 64])
        #expect(findings.map(\.fastest) == [["a"], ["b"]])
        #expect(findings.map(\.slowest) == ["b", "a"] && findings[1].ratio == 2)
    }

    @Test func whatOverlapsIsNoVictory() {
        let findings = CompareDocument.findings([contestant("a", [8: 100]), contestant("b", [8: 101])])
        #expect(findings == [.init(batchSize: 8, fastest: ["b", "a"], slowest: "a", ratio: 1.01)])
    }

    @Test func withoutASharedBatchSizeThereIsNone() {
        #expect(CompareDocument.findings([contestant("a", [8: 100]), contestant("b", [16: 100])]).isEmpty)
        #expect(CompareDocument.findings([contestant("a", [8: 100])]).isEmpty)
    }
}
