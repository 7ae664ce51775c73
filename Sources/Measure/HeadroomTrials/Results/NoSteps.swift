import HeadroomEvents

/// That a command reported no step, and why: its sentences are made in `Wording/NoStepsWording`.
package struct NoSteps: Equatable {
    /// What it did in place of it.
    package enum Silence: Equatable {
        case ended(afterSeconds: Double)
        case silent(seconds: Double, isConnected: Bool)
    }

    package enum Reason: Equatable {
        /// The agent refused to set the batch size.
        case refused(String)
        case unreached(AgentReach.Reason)
        /// It wrote lines to the event socket that are no events.
        case noEvents(lines: Int, first: String?)
        case unknown
    }

    var silence: Silence
    var reason: Reason

    package init(_ silence: Silence, because reason: Reason) {
        self.silence = silence
        self.reason = reason
    }
}

extension NoSteps {
    init(_ silence: Silence, of trial: TrialRecorder) {
        self.init(silence, because: Reason(of: trial))
    }
}

extension NoSteps.Reason {
    /// Why a command reported no step.
    init(of trial: TrialRecorder) {
        if let refusal = trial.hello?.refusal {
            self = .refused(refusal)
        } else if let reach = trial.reach {
            self = .unreached(reach)
        } else {
            self =
                trial.rejected.count > 0
                ? .noEvents(lines: trial.rejected.count, first: trial.rejected.firstReason) : .unknown
        }
    }
}
