import HeadroomEvents

/// Why a command reported no step.
extension TrialRecorder {
    /// A sentence about a command without steps, with the reason where it is known.
    ///
    /// - Parameter sentence: that it reported none, and for how long.
    func noSteps(_ sentence: String) -> String {
        if let refusal = hello?.refusal {
            return "the batch size of the command could not be set, and it reported no step: \(refusal)"
        }
        if let reach { return "\(sentence): \(reach.message)" }
        guard rubbishLines > 0 else { return sentence }
        return "the command wrote \(rubbishLines) lines to the event socket, and none of them is an event"
            + (rubbishReason.map { " (the first: \($0))" } ?? "")
    }

    /// What to do about it.
    var noStepsHint: String {
        if hello?.refusal != nil {
            return "put {batch} where the command takes its batch size, or name a variable with --batch-env"
        }
        return reach?.hint
            ?? "a command reports its steps on the socket $HEADROOM_EVENTS names (docs/protocol.md); --step-regex finds "
            + "them in what it writes, --without-steps watches its device and memory alone"
    }
}
