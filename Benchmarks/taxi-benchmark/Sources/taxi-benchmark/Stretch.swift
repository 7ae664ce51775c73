import HeadroomEnvironments

/// Runs a number of steps; returns their time and totals.
func stretch(_ kind: String, _ lanes: Int, _ steps: Int) throws -> (Duration, VectorTotals)? {
    let clock = ContinuousClock()
    var totals = VectorTotals()
    switch kind {
    case "drive", "rainy":
        var vector = try TaxiVector(count: lanes, taxi: Taxi(isRainy: kind == "rainy"), seed: 1)
        return (clock.measure { totals = vector.driveRandomly(steps: steps) }, totals)
    case "vector":
        var vector = try TaxiVector(count: lanes, seed: 1)
        var result = VectorStep(count: lanes)
        var actions = Array(repeating: Int32(0), count: lanes)
        var random = SplitMix(state: 7)
        let elapsed = try clock.measure {
            for _ in 0..<steps {
                for lane in 0..<lanes { actions[lane] = Int32(((random.next() & 0xffff_ffff) &* 6) >> 32) }
                try vector.step(actions, into: &result)
                for lane in 0..<lanes {
                    totals.reward += Int(result.rewards[lane])
                    if result.terminated[lane] { totals.terminations += 1 }
                    if result.terminated[lane] || result.truncated[lane] { totals.episodes += 1 }
                }
            }
        }
        totals.transitions = steps * lanes
        return (elapsed, totals)
    case "single":
        var environment = Taxi.standardEnvironment()
        _ = environment.reset(seed: 1)
        var random = SplitMix(state: 7)
        let elapsed = try clock.measure {
            for _ in 0..<steps {
                let step = try environment.step(Int(((random.next() & 0xffff_ffff) &* 6) >> 32))
                totals.reward += Int(step.reward)
                if step.terminated { totals.terminations += 1 }
                if step.ended {
                    totals.episodes += 1
                    _ = environment.reset()
                }
            }
        }
        totals.transitions = steps
        return (elapsed, totals)
    default: return nil
    }
}

/// Random number generator of the caller.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
