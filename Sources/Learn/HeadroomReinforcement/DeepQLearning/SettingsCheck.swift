public import HeadroomEnvironments

extension DeepQSettings {
    /// Throws where a setting is out of range, with the allowed range.
    public func check() throws(SettingError) {
        try require("batchSize", batchSize, batchSize >= 1, "at least 1")
        try require("replayCapacity", replayCapacity, replayCapacity >= batchSize, "at least a batch of \(batchSize)")
        try require("learningRate", learningRate, learningRate >= 0 && learningRate.isFinite, "0 or more")
        try require("discount", discount, (0...1).contains(discount), "0 to 1")
        try require("learningStarts", learningStarts, learningStarts >= 0, "at least 0")
        try require("stepsPerUpdate", stepsPerUpdate, stepsPerUpdate >= 1, "at least 1")
        try require("returnSteps", returnSteps, returnSteps >= 1, "at least 1")
        try require("huberDelta", huberDelta, huberDelta > 0 && huberDelta.isFinite, "above 0")
        try require("hidden", hidden, hidden.allSatisfy { $0 >= 1 }, "layers of at least 1")
        if let limit = maximumGradientNorm { try require("maximumGradientNorm", limit, limit > 0, "above 0") }
        try check(target)
        try check(replay)
        try exploration.check("exploration", in: 0...1)
        // Without exploration, actions that are never tried are never learned.
        try require("exploration", "always 0", exploration.largest > 0, "an epsilon that begins or ends above 0")
    }

    private func check(_ target: TargetUpdate) throws(SettingError) {
        switch target {
        case .copy(let every): try require("target.every", every, every >= 1, "at least 1")
        case .soft(let share): try require("target.share", share, share > 0 && share <= 1, "above 0, up to 1")
        }
    }

    private func check(_ replay: Replay) throws(SettingError) {
        guard case .prioritized(let alpha, let beta, let steps) = replay else { return }
        try require("replay.alpha", alpha, (0...1).contains(alpha), "0 to 1")
        try require("replay.beta", beta, (0...1).contains(beta), "0 to 1")
        try require("replay.steps", steps, steps >= 1, "at least 1")
    }

    private func require(
        _ name: String,
        _ value: some CustomStringConvertible,
        _ isAllowed: Bool,
        _ allowed: String
    ) throws(SettingError) {
        guard isAllowed else { throw SettingError(name, value, allowed: allowed) }
    }
}
