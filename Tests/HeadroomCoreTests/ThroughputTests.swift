import HeadroomCore
import HeadroomNumerics
import Testing

@Suite struct ThroughputTests {
    @Test func throughputIsSamplesOverElapsedTimeAndNotAMedian() throws {
        // A loader delivers in bursts: the throughput from the median step is far more than three times too high.
        let times = (0..<400).map { $0 % 10 == 9 ? 0.1 : 0.001 }
        let window = try #require(SteadyWindow(of: Trace.lines([1] + times, batchSize: 32)))
        let estimate = try #require(ThroughputEstimate(starts: [window.blocks]))
        let truth = 32 * 10 / 0.109
        #expect(abs(estimate.samplesPerSecond.value / truth - 1) < 1e-9)
        #expect(abs(estimate.stepSeconds.value - 0.0109) < 1e-9)
        #expect(abs(window.quantiles.median - 0.001) < 1e-9)
        #expect(32 / window.quantiles.median > 3 * truth)

    }

    @Test func droppedLinesChangeNoCount() throws {
        let all = Trace.lines([Double](repeating: 0.01, count: 200), batchSize: 16)
        let some = all.enumerated().filter { $0.offset % 7 != 2 }.map(\.element)
        let whole = try #require(SteadyWindow(of: all))
        let thinned = try #require(SteadyWindow(of: some))
        #expect(thinned.steps == whole.steps && thinned.samples == whole.samples)
        #expect(abs(thinned.elapsedSeconds - whole.elapsedSeconds) < 1e-9)
    }

    @Test func anEvaluationBetweenStepsIsNoStepTime() throws {
        var lines = Trace.lines([Double](repeating: 0.01, count: 100), batchSize: 4)
        for index in 50..<100 { lines[index].at += 5 }
        let window = try #require(SteadyWindow(of: lines))
        #expect(abs(window.elapsedSeconds - 0.99) < 1e-6)
    }

    @Test func aProcessThatDoesNotWaitForItsDeviceIsNotBelieved() throws {
        var lines = Trace.lines([Double](repeating: 0.01, count: 100), batchSize: 32)
        for index in lines.indices { lines[index].seconds = 0.001 }
        let window = try #require(SteadyWindow(of: lines))
        #expect(abs(Double(window.samples) / window.elapsedSeconds - 3200) < 1e-6)
    }

    @Test func quantilesCountSteps() {
        let quantiles = StepQuantiles([(0.5, 1), (0.001, 94), (0.2, 5)])
        #expect(quantiles.median == 0.001)
        #expect(quantiles.p95 == 0.2)
        #expect(StepQuantiles.joined([quantiles, StepQuantiles([(1, 1000)])]).median == 1)
    }

    /// Whether the interval of a single start covers the true value.
    private func covers(_ trace: inout Trace, memory: Double, count: Int) -> Bool {
        let times = trace.times(count, mean: 0.01, ratio: 0.1, memory: memory)
        guard let window = SteadyWindow(of: Trace.lines([1] + times, batchSize: 1)),
            let estimate = ThroughputEstimate(starts: [window.blocks])
        else { return false }
        return estimate.stepSeconds.low <= 0.01 && 0.01 <= estimate.stepSeconds.high
    }

    @Test func theIntervalOfOneStartCoversIndependentNoise() {
        let coverage = Trace.share(of: 2000, seed: 11) { covers(&$0, memory: 0, count: 400) }
        #expect((0.935...0.965).contains(coverage), "\(coverage)")
    }

    @Test func theIntervalOfOneStartCoversAutocorrelatedNoise() {
        let coverage = Trace.share(of: 2000, seed: 12) { covers(&$0, memory: 0.7, count: 1000) }
        #expect((0.92...0.97).contains(coverage), "\(coverage)")
    }

    /// Blocks of one start whose mean differs by `between` from that of other starts.
    private func start(_ trace: inout Trace, between: Double, drift: Double = 0) -> [Block] {
        let level = 0.01 * (1 + between * trace.normal())
        let times = trace.times(100, mean: level, ratio: 0.05).enumerated().map { index, time in
            time * (1 + drift * (Double(index) / 100 - 0.5))
        }
        return SteadyWindow(of: Trace.lines([1] + times, batchSize: 1))?.blocks ?? []
    }

    @Test(arguments: [(3, 0.02), (4, 0.02), (5, 0.01), (4, 0.0)])
    func theIntervalOverStartsCovers(starts: Int, between: Double) {
        let coverage = Trace.share(of: 2000, seed: 13) { trace in
            let blocks = (0..<starts).map { _ in start(&trace, between: between) }
            guard let estimate = ThroughputEstimate(starts: blocks) else { return false }
            return estimate.stepSeconds.low <= 0.01 && 0.01 <= estimate.stepSeconds.high
        }
        #expect((0.93...0.985).contains(coverage) || between == 0 && coverage > 0.93, "\(coverage)")
    }

    @Test(arguments: [(3, 0.02), (4, 0.02), (5, 0.01)])
    func theCommonVarianceOfASweepTightensAndStillCovers(starts: Int, between: Double) {
        var trace = Trace(seed: 14)
        var covered = 0
        var widthAlone = 0.0
        var widthTogether = 0.0
        for _ in 0..<300 {
            let sweep = (0..<10).map { _ in (0..<starts).map { _ in start(&trace, between: between) } }
            let alone = sweep.compactMap { ThroughputEstimate(starts: $0) }
            let common = ThroughputEstimate.CommonVariance(of: alone)
            for (point, single) in zip(sweep, alone) {
                guard let estimate = ThroughputEstimate(starts: point, common: common) else { continue }
                if estimate.stepSeconds.low <= 0.01 && 0.01 <= estimate.stepSeconds.high { covered += 1 }
                widthTogether += estimate.stepSeconds.halfWidthRatio
                widthAlone += single.stepSeconds.halfWidthRatio
            }
        }
        #expect((0.93...0.985).contains(Double(covered) / 3000), "\(Double(covered) / 3000)")
        #expect(widthTogether < 0.85 * widthAlone)
    }

    @Test func whatAProcessSaysWasNoStepIsLeftOut() throws {
        // Every second step is followed by an evaluation three times as long: too often to be detected as a pause.
        let lines = (1...100).map { step in
            StepLine(
                at: 0.01 * Double(step) + 0.03 * Double(step / 2),
                totalSamples: 8 * step,
                totalSteps: step,
                seconds: 0.01,
                pauseSeconds: step.isMultiple(of: 2) ? 0.03 : nil
            )
        }
        let window = try #require(SteadyWindow(of: lines))
        #expect(abs(window.elapsedSeconds / Double(window.steps) - 0.01) < 1e-9)
        // A dropped line takes its pause with it: the time in between is then unknown.
        let gap = [lines[0], lines[9]].map(\.self)
        #expect(abs(Stretch.between(gap)[0].seconds - (lines[9].at - lines[0].at)) < 1e-9)
    }

    @Test func aTraceThatDriftsWidensTheInterval() throws {
        // A drift over the start is not noise: the interval of blocks grows with it, so that it is visible.
        var trace = Trace(seed: 15)
        let still = try #require(ThroughputEstimate(starts: [start(&trace, between: 0)]))
        let drifting = try #require(ThroughputEstimate(starts: [start(&trace, between: 0, drift: 0.3)]))
        #expect(drifting.stepSeconds.halfWidthRatio > 1.5 * still.stepSeconds.halfWidthRatio)
    }

    @Test func twoSweepsAgreeWithinTheirIntervals() {
        let agreement = Trace.share(of: 1000, seed: 16) { trace in
            let one = ThroughputEstimate(starts: (0..<4).map { _ in start(&trace, between: 0.02) })
            let other = ThroughputEstimate(starts: (0..<4).map { _ in start(&trace, between: 0.02) })
            guard let one, let other else { return false }
            return one.samplesPerSecond.overlaps(other.samplesPerSecond)
        }
        #expect(agreement > 0.95)
    }
}
