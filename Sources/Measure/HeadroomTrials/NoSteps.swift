import HeadroomEvents

/// That a command reported no step, and why: its sentences are made in `Wording/NoStepsWording`.
struct NoSteps: Equatable {
    /// What it did in place of it.
    enum Silence: Equatable {
        case ended(afterSeconds: Double)
        case silent(seconds: Double, isConnected: Bool)
    }

    enum Reason: Equatable {
        /// The agent refused to set the batch size.
        case refused(String)
        case unreached(AgentReach.Reason)
        /// It wrote lines to the event socket that are no events.
        case noEvents(lines: Int, first: String?)
        case unknown
    }

    var silence: Silence
    var reason: Reason

    init(_ silence: Silence, because reason: Reason) {
        self.silence = silence
        self.reason = reason
    }
}

extension TrialRecorder {
    /// Why the command reported no step.
    var whyNoSteps: NoSteps.Reason {
        if let refusal = hello?.refusal { return .refused(refusal) }
        if let reach { return .unreached(reach) }
        return rubbishLines > 0 ? .noEvents(lines: rubbishLines, first: rubbishReason) : .unknown
    }
}
