package import HeadroomSchema

/// One trial, as in every report.
package struct TrialDocument: Codable, Equatable, Sendable {
    /// Purpose of a trial.
    package enum Purpose: String, Codable, Sendable {
        case speed, probe, verification, training, gradient
    }

    /// Outcome of a trial.
    package enum Outcome: String, Codable, Sendable {
        case completed, outOfMemory, failed, timedOut, stopped
    }

    /// Cause of the end of a trial: the command itself, enough precision, the sweep's budget, a limit on the trial, or
    /// early stopping of a training that could not become the best.
    package enum EndedBy: String, Codable, Sendable {
        case itself = "self"
        case precise, budget, limit, hopeless
    }

    /// The mechanism that set the batch size.
    package enum BatchSizeSetBy: String, Codable, Sendable {
        case argument, environment, agent, none
    }

    /// The resource that ran out, and how this was detected.
    package struct OutOfMemory: Codable, Equatable, Sendable {
        /// The memory, or the limit taken for it, that ran out.
        package enum Resource: String, Codable, Sendable {
            case device, host, sharedMemory, index
        }

        package var resource: Resource
        /// Whether the command caught the error and continued by itself.
        package var recovered: Bool
        package var evidence: [String]

        package init(resource: Resource, recovered: Bool, evidence: [String]) {
            self.resource = resource
            self.recovered = recovered
            self.evidence = evidence
        }
    }

    /// Mean and range of batch sizes that differ from step to step.
    package struct BatchSizeSpread: Codable, Equatable, Sendable {
        package var mean: Double
        package var least: Int
        package var largest: Int

        package init(mean: Double, least: Int, largest: Int) {
            self.mean = mean
            self.least = least
            self.largest = largest
        }
    }

    /// The longest phase of a training that a trial covered: some steps, an epoch, or an evaluation as well.
    package enum Coverage: String, Codable, Comparable, Sendable {
        case steps, epoch, evaluation

        package static func < (left: Coverage, right: Coverage) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .steps: 0
            case .epoch: 1
            case .evaluation: 2
            }
        }
    }

    package var id: Int
    package var purpose: Purpose
    /// The requested batch size, else the observed one; null where neither is known.
    @Nullable package var batchSize: Int?
    package var outcome: Outcome
    @Nullable package var arm: String?
    @Nullable package var seed: Int?
    @Nullable package var learningRate: Double?
    @Nullable package var processId: Int?
    @Nullable package var batchSizeObserved: Int?
    /// Present where batch sizes differ from step to step; `batchSizeObserved` is their mean then.
    @Nullable package var batchSizeSpread: BatchSizeSpread?
    @Nullable package var batchSizeSetBy: BatchSizeSetBy?
    @Nullable package var coverage: Coverage?
    @Nullable package var endedBy: EndedBy?
    /// A note on the end of the trial for the user, where there is one.
    @Nullable package var message: String?
    @Nullable package var outOfMemory: OutOfMemory?
    /// Steps of the measured window, without the warm-up.
    @Nullable package var steps: Int?
    @Nullable package var warmupSteps: Int?
    /// Samples of the measured window.
    @Nullable package var samples: Int?
    /// Time from the start of the command to its end, in seconds.
    package var wallSeconds: Double
    @Nullable package var stepSeconds: StepSeconds?
    @Nullable package var samplesPerSecond: Interval?
    @Nullable package var deviceUtilization: Distribution?
    @Nullable package var smActivity: Distribution?
    @Nullable package var smOccupancy: Distribution?
    @Nullable package var tensorActivity: Distribution?
    @Nullable package var memoryBandwidthUtilization: Distribution?
    @Nullable package var hostUtilization: Distribution?
    /// Share of the step time spent waiting for input.
    @Nullable package var inputWaitRatio: Double?
    /// Mean step time of a second run that repeats one batch, where there was one.
    @Nullable package var cachedBatchStepSeconds: Double?
    @Nullable package var peakDeviceMemoryBytes: Int?
    @Nullable package var peakHostMemoryBytes: Int?
    /// Memory use of the fullest device; null for a training on the CPU.
    @Nullable package var deviceMemory: DeviceMemory?
    @Nullable package var energyJoules: Double?
    @Nullable package var joulesPerSample: Double?
    @Nullable package var averagePowerWatts: Double?
    /// Cost of the trial, from its start to its end.
    @Nullable package var price: Double?
    /// Use of each device that the training used, in the measured window.
    package var devices: [DeviceUse] = []
    /// Use of the host in the same window.
    @Nullable package var host: HostUse?
    /// Fixed cost of a step, by the steps with fewer samples than the others.
    @Nullable package var shortSteps: ShortSteps?
    /// Memory touched by about one step; null for a device with its own memory.
    @Nullable package var workingSet: WorkingSet?
    /// Mean number of CPUs that the training kept busy.
    @Nullable package var busyCPUs: Double?
    /// Number of threads that the framework computes with, where it reports it.
    @Nullable package var threads: Int?
    /// Scheduling figures of the busy threads; null where the kernel does not provide them, or the window was too short
    /// for two readings.
    @Nullable package var threadUse: ThreadUse?
    /// Result of a second run with passive waiting, where there was one.
    @Nullable package var passiveWaiting: PassiveWaiting?
    /// Number of processes that train together.
    @Nullable package var processes: Int?
    /// Course of a run that was watched from start to end.
    @Nullable package var timeline: Timeline?
    @Nullable package var boundBy: Bottleneck?
    /// The evidence of the verdict, a sentence each.
    package var evidence: [String] = []
    @Nullable package var evaluation: [String: Double]?

    package init(id: Int, purpose: Purpose, batchSize: Int?, outcome: Outcome, wallSeconds: Double) {
        self.id = id
        self.purpose = purpose
        self.outcome = outcome
        self.wallSeconds = wallSeconds
        self.batchSize = batchSize
    }
}
