import HeadroomEnvironments
import HeadroomReinforcement

extension DeepQSettings {
    /// The settings, by the names of the options.
    var described: [String: String] {
        var settings = [
            "hidden": hidden.map(String.init).joined(separator: ","), "batch-size": String(batchSize),
            "learning-rate": String(learningRate), "discount": String(discount),
            "replay-capacity": String(replayCapacity), "learning-starts": String(learningStarts),
            "steps-per-update": String(stepsPerUpdate), "double": String(isDouble), "dueling": String(isDueling),
            "return-steps": String(returnSteps), "huber-delta": String(huberDelta),
            "exploration": exploration.described, "mask-actions": String(masksActions),
        ]
        switch target {
        case .copy(let every): settings["target-every"] = String(every)
        case .soft(let share): settings["target-share"] = String(share)
        }
        switch replay {
        case .uniform: settings["prioritized"] = "false"
        case .prioritized(let alpha, let beta, _): settings["prioritized"] = "alpha \(alpha), beta from \(beta)"
        }
        if let maximumGradientNorm { settings["clip-norm"] = String(maximumGradientNorm) }
        return settings
    }
}

extension TabularSettings {
    /// The settings, by the names of the options.
    var described: [String: String] {
        [
            "learning-rate": learningRate.described, "discount": String(discount), "exploration": epsilon.described,
            "initial-value": String(initialValue), "mask-actions": String(usesActionMask),
        ]
    }
}

extension Schedule {
    /// A description of the schedule.
    fileprivate var described: String {
        switch self {
        case .constant(let value): String(value)
        case .linear(let first, let last, let steps): "\(first) to \(last) over \(steps) steps"
        case .exponential(let first, let last, let halfLife): "\(first) to \(last), half of it every \(halfLife) steps"
        }
    }
}
