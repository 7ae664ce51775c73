package import HeadroomSchema

/// The factor that limits the speed of a training.
package enum Bottleneck: String, Codable, Sendable, CaseIterable {
    /// Waiting for input data.
    case input
    /// High fixed cost of a step: kernel launches, the interpreter, the framework.
    case launch
    /// Saturated memory bandwidth of the device.
    case memoryBandwidth
    /// Saturated arithmetic units of the device.
    case compute
    /// Processes that wait for each other.
    case synchronization
    /// A device that lowers its clock, for power or heat.
    case throttled
    /// Other programs on the same device.
    case contended
    /// Threads that spin while they wait for each other, with other programs competing for the same CPUs.
    case spinning
    /// Too few CPUs, or a wrong number of threads.
    case host
    /// The evidence does not support a verdict.
    case unknown
}

/// A verdict with its evidence and advice.
package struct Diagnosis: Codable, Equatable, Sendable {
    package var boundBy: Bottleneck
    /// The bottleneck, in one sentence.
    package var sentence: String
    /// The advice, in one sentence.
    package var advice: String
    /// The figures that support the verdict, a sentence each.
    package var evidence: [String]
    /// The share of time lost to the bottleneck, where it is known.
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
