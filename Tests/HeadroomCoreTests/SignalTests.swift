import HeadroomCore
import Testing

private func trace(_ signal: Signal, _ values: [(at: Double, value: Double)], period: Double = 0) -> HeadroomCore.Trace
{
    var trace = HeadroomCore.Trace(signal)
    for (at, value) in values { trace.append(Reading(signal, at: at, value: value, periodSeconds: period)) }
    return trace
}

@Suite struct TraceTests {
    private let ramp = (0...100).map { (at: Double($0) / 10, value: Double($0)) }

    @Test func aStateHasItsMeanAndItsEndsInAWindow() throws {
        let all = try #require(trace(.temperatureCelsius, ramp).distribution(in: 2...4))
        #expect(all.mean == 30 && all.p10 == 22 && all.p90 == 38)
        #expect(trace(.temperatureCelsius, ramp).highest(in: 2...4) == 40)
    }

    @Test func aWindowShorterThanTheCountersPeriodSaysNothing() {
        let slow = trace(.powerWatts, ramp, period: 1)
        #expect(slow.distribution(in: 2...2.5) == nil)
        // Readings from 3.0 on cover nothing before 2.0.
        #expect(slow.distribution(in: 2...3)?.mean == 30)
    }

    @Test func aCounterRisesBetweenItsReadings() throws {
        let counter = trace(.energyJoules, ramp)
        #expect(try abs(#require(counter.rise(in: 2.05...4.05)) - 20) < 1e-9)
        #expect(counter.distribution(in: 2...4) == nil && counter.highest(in: 2...4) == nil)
    }

    @Test func aCounterThatCoversTooLittleSaysNothing() throws {
        let counter = trace(.energyJoules, ramp)
        #expect(counter.rise(in: 9...12) == nil)
        #expect(try abs(#require(counter.rise(in: 8...10.2)) - 22) < 1e-9)
        #expect(counter.rise(in: 20...30) == nil)
    }

    @Test func theMemoryStaysFixedAndTheFiguresStay() throws {
        let long = (0..<50_000).map { (at: Double($0) / 10, value: Double($0 % 10)) }
        let state = trace(.temperatureCelsius, long)
        #expect(state.points.count <= HeadroomCore.Trace.capacity)
        #expect(try abs(#require(state.distribution(in: 100...4900)).mean - 4.5) < 0.01)
        #expect(state.highest(in: 100...4900) == 9)
        let counter = trace(.energyJoules, long.map { ($0.at, $0.at * 7) })
        #expect(counter.points.count <= HeadroomCore.Trace.capacity)
        #expect(try abs(#require(counter.rise(in: 1000...2000)) - 7000) < 1)
    }

    @Test func whatIsForgottenIsGoneAndCountersKeepTheirBeginning() throws {
        var counter = trace(.energyJoules, ramp)
        counter.forget(before: 5)
        #expect(try abs(#require(counter.rise(in: 5...6)) - 10) < 1e-9)
        var state = trace(.temperatureCelsius, ramp)
        state.forget(before: 5)
        #expect(state.points.first?.at == 5)
        state.forget(before: 1000)
        #expect(state.points.isEmpty)
    }

    @Test func whatIsNoNumberOrNoLaterIsPassedOver() {
        var state = trace(.temperatureCelsius, [(1, 10), (2, .nan), (1, 20), (.infinity, 5), (3, 30)])
        state.append(Reading(.temperatureCelsius, at: 2.5, value: 1))
        #expect(state.points.map(\.value) == [10, 30])
    }
}

@Suite struct ShortStepTests {
    /// Steps that follow `a + c b` exactly.
    private func steps(_ a: Double, _ c: Double, short: Int, full: Int, count: Int = 20) -> ShortSteps? {
        ShortSteps(
            short: (0..<count).map { _ in (Double(short), a + c * Double(short)) },
            full: (500, Double(500 * full), 500 * (a + c * Double(full)))
        )
    }

    @Test(arguments: [(0.001, 1e-5), (0.01, 1e-6), (0.0, 1e-4), (0.002, 0.0)])
    func theFixedShareIsThatOfTheLaw(a: Double, c: Double) throws {
        let ratio = try #require(steps(a, c, short: 5, full: 64)).fixedRatio
        #expect(abs(ratio.value - a / (a + 64 * c)) < 1e-9)
    }

    @Test func tooFewOrNearlyFullStepsSayNothing() {
        #expect(steps(0.001, 1e-5, short: 5, full: 64, count: 4) == nil)
        #expect(steps(0.001, 1e-5, short: 60, full: 64) == nil)
    }

    @Test func linesJoinedInPairsSayTheSame() throws {
        var lines: [StepLine] = []
        var (at, samples, steps) = (0.0, 0, 0)
        for number in 0..<401 {
            let isShort = number % 5 == 4
            let seconds = isShort ? 0.001 + 5e-5 : 0.001 + 64e-5
            at += seconds
            samples += isShort ? 5 : 64
            steps += 1
            var line = StepLine(at: at, totalSamples: samples, totalSteps: steps, seconds: seconds, inputSeconds: 0)
            if isShort { line.short = StepLine.Short(steps: 1, samples: 5, seconds: seconds) }
            lines.append(line)
        }
        let alone = try #require(ShortSteps(lines, from: 0))
        let joined = try #require(ShortSteps(StepLine.joinedInPairs(lines), from: 0))
        #expect(abs(alone.fixedRatio.value - 0.001 / 0.00164) < 1e-9)
        #expect(abs(joined.fixedRatio.value - alone.fixedRatio.value) < 1e-9)
        #expect(StepLine.joinedInPairs(lines).reduce(0) { $0 + $1.steps } == 401)
    }
}
