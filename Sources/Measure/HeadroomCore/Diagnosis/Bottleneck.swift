package import HeadroomSchema

/// What keeps a training from going faster.
package enum Bottleneck: String, Codable, Sendable, CaseIterable {
    /// It waits for its data.
    case input
    /// A step costs much whatever its size: starting work on the device, the interpreter, the framework.
    case launch
    /// The device's memory is as busy as it can be.
    case memoryBandwidth
    /// The device's arithmetic is as busy as it can be.
    case compute
    /// Its processes wait for each other.
    case synchronization
    /// The device holds its clock down, for power or heat.
    case throttled
    /// Other programs use the same device.
    case contended
    /// Its threads spin while they wait for each other, and other programs want the same CPUs.
    case spinning
    /// It has too few CPUs, or uses a wrong number of threads.
    case host
    /// The evidence carries no verdict.
    case unknown
}

/// A verdict with what it rests on and what to do about it.
package struct Diagnosis: Codable, Equatable, Sendable {
    package var boundBy: Bottleneck
    /// What holds the training back, in one sentence.
    package var sentence: String
    /// What to do, in one sentence.
    package var advice: String
    /// The figures that carry the verdict, a sentence each.
    package var evidence: [String]
    /// The share of the time that is lost to it, where that can be told.
    @Nullable package var lostRatio: Double?

    package init(
        _ boundBy: Bottleneck,
        sentence: String,
        advice: String,
        evidence: [String],
        lostRatio: Double? = nil
    ) {
        self.boundBy = boundBy
        self.sentence = sentence
        self.advice = advice
        self.evidence = evidence
        self.lostRatio = lostRatio
    }
}
