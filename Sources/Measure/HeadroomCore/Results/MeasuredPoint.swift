/// Measurements at one batch size, over all its speed trials.
package struct MeasuredPoint: Equatable, Sendable {
    package var batchSize: Int
    /// Numbers of the trials.
    package var trials: [Int]
    package var steps: Int
    package var samples: Int
    package var samplesPerSecond: Interval
    package var stepSeconds: StepSeconds
    /// Whether the interval is as narrow as the sweep requires.
    package var precise: Bool
    package var deviceUtilization: Double?
    package var hostUtilization: Double?
    package var inputWaitRatio: Double?
    package var peakHostMemoryBytes: Int?
    package var peakDeviceMemoryBytes: Int?
    package var joulesPerSample: Double?

    package init(
        batchSize: Int,
        trials: [Int],
        steps: Int,
        samples: Int,
        samplesPerSecond: Interval,
        stepSeconds: StepSeconds,
        precise: Bool
    ) {
        self.batchSize = batchSize
        self.trials = trials
        self.steps = steps
        self.samples = samples
        self.samplesPerSecond = samplesPerSecond
        self.stepSeconds = stepSeconds
        self.precise = precise
    }
}
