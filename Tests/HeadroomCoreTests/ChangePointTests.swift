import HeadroomCore
import Testing

@Suite struct ChangePointTests {
    private func warmUp(_ times: [Double]) -> Int {
        ChangePoint.warmUp(Stretch.between(Trace.lines([1] + times, batchSize: 8)))
    }

    @Test(arguments: [1, 3, 10, 40])
    func aKnownWarmUpIsFoundWhereItIs(length: Int) {
        let found = Trace.share(of: 500, seed: 1) { trace in
            let slow = trace.times(length, mean: 0.03, ratio: 0.05)
            return warmUp(slow + trace.times(150, mean: 0.01, ratio: 0.05)) == length
        }
        #expect(found > 0.98)
    }

    @Test func aWarmUpInStagesIsLeftOutWhole() {
        var trace = Trace(seed: 2)
        let times =
            trace.times(1, mean: 0.5, ratio: 0) + trace.times(10, mean: 0.03, ratio: 0.03)
            + trace.times(15, mean: 0.015, ratio: 0.03) + trace.times(200, mean: 0.01, ratio: 0.03)
        #expect(warmUp(times) == 26)
    }

    @Test func aClockThatStartsFastIsAWarmUpToo() {
        var trace = Trace(seed: 3)
        #expect(warmUp(trace.times(20, mean: 0.008, ratio: 0.02) + trace.times(100, mean: 0.01, ratio: 0.02)) == 20)
    }

    @Test(arguments: [5, 20, 100, 500])
    func aSteadyTraceIsHardlyEverCut(count: Int) {
        let untouched = Trace.share(of: 500, seed: 4) { trace in
            warmUp(trace.times(count, mean: 0.01, ratio: 0.1)) == 0
        }
        #expect(untouched > 0.98)
    }

    @Test func aSlowStepInTheMiddleIsNoWarmUp() {
        var trace = Trace(seed: 5)
        for _ in 0..<100 {
            var times = trace.times(200, mean: 0.01, ratio: 0.05)
            times[70] = 0.1
            #expect(warmUp(times) < 10)
        }
    }

    @Test func burstsOfALoaderAreNoWarmUp() {
        // Nine steps arrive at once, the tenth waits for the loader.
        let times = (0..<300).map { $0 % 10 == 9 ? 0.1 : 0.001 }
        #expect(warmUp(times) == 0)
    }

    @Test func nothingIsSaidOfTooFewSteps() {
        #expect(warmUp([]) == 0)
        #expect(warmUp([0.01]) == 0)
        #expect(warmUp([0.5, 0.01]) == 0)
        #expect(warmUp([0.5, 0.01, 0.01, 0.01]) == 1)
    }
}
