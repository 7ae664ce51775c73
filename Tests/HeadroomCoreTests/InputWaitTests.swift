import HeadroomCore
import Testing

@Suite struct InputWaitTests {
    private func line(_ at: Double, seconds: Double?, input: Double?) -> StepLine {
        StepLine(at: at, totalSamples: 8, totalSteps: 1, seconds: seconds, inputSeconds: input)
    }

    /// A step of 4 s with 3.3 s of waiting, over intervals of half a second.
    @Test func aLongStepIsSpreadOverItsIntervals() {
        let lines = [line(1, seconds: 0.5, input: 0), line(5, seconds: 4, input: 3.3)]
        for start in stride(from: 1.0, to: 5, by: 0.5) {
            let ratio = Timeline.inputWaitRatio(lines, in: start...start + 0.5)
            #expect(abs((ratio ?? 0) - 3.3 / 4) < 1e-9, "from \(start)")
        }
        #expect(Timeline.inputWaitRatio(lines, in: 5.1...5.6) == nil)
    }

    @Test func stepsCountByTheirPartOfTheInterval() {
        let lines = [line(1, seconds: 1, input: 1), line(2, seconds: 1, input: 0)]
        #expect(abs((Timeline.inputWaitRatio(lines, in: 0.75...1.75) ?? 0) - 0.25) < 1e-9)
    }

    @Test func noMoreThanAllOfAStepIsWaiting() {
        #expect(Timeline.inputWaitRatio([line(1, seconds: 0.1, input: 0.661)], in: 0.5...1) == 1)
    }

    @Test func aLineThatDoesNotSayMakesItUnknown() {
        #expect(Timeline.inputWaitRatio([line(1, seconds: 1, input: nil)], in: 0...1) == nil)
        #expect(Timeline.inputWaitRatio([line(1, seconds: nil, input: nil)], in: 0...1) == nil)
    }
}
