import HeadroomEnvironments

/// Number with `digits` decimals, rounded like `printf` except for ties.
func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int((value * scale).rounded())
    let text = String(whole % Int(scale))
    return "\(whole / Int(scale))." + String(repeating: "0", count: digits - text.count) + text
}

/// Table of a process, in the format from which Gymnasium's was hashed.
func tableDump(_ process: some MarkovDecisionProcess) -> String {
    var text = "state,action,index,probability,next_state,reward,terminated\n"
    for state in 0..<process.stateCount {
        for action in 0..<process.actionCount {
            for (index, outcome) in process.transitions(from: state, action: action).enumerated() {
                text += "\(state),\(action),\(index),\(fixed(outcome.probability, 6)),\(outcome.nextState),"
                text += "\(Int(outcome.reward)),\(outcome.isTerminal ? 1 : 0)\n"
            }
        }
    }
    return text
}

/// Action masks of all states.
func maskDump(_ process: some MarkovDecisionProcess) -> String {
    "state,m0,m1,m2,m3,m4,m5\n"
        + (0..<process.stateCount).map { state in
            "\(state)," + process.validActions(in: state).map { $0 ? "1" : "0" }.joined(separator: ",") + "\n"
        }.joined()
}

/// Probability of each state as the start of an episode.
func startDump(_ process: some MarkovDecisionProcess) -> String {
    "state,probability\n"
        + process.initialDistribution.enumerated().map { "\($0),\(fixed($1, 9))\n" }.joined()
}

/// Steps an environment like the reference script, and writes the result of each step.
///
/// - Parameter action: action at a step, counted from 1, for the last observation.
func trace<E: Environment>(
    _ environment: inout E,
    seed: UInt64,
    steps: Int,
    _ text: (E.Observation) -> String,
    action: (Int, E.Observation) -> Int
) throws -> [String] {
    var observation = environment.reset(seed: seed)
    var rows = ["0,reset,,\(text(observation)),,,"]
    for t in 1...steps {
        let action = action(t, observation)
        let step = try environment.step(action)
        observation = step.observation
        rows.append(
            "\(t),step,\(action),\(text(observation)),\(Int(step.reward)),\(step.terminated ? 1 : 0),"
                + "\(step.truncated ? 1 : 0)"
        )
        if step.ended {
            observation = environment.reset()
            rows.append("\(t),reset,,\(text(observation)),,,")
        }
    }
    return rows
}
