package import HeadroomSchema

/// One trial as every report shows it.
package struct TrialDocument: Codable, Equatable, Sendable {
    /// What a trial was made for.
    package enum Purpose: String, Codable, Sendable {
        case speed, probe, verification, training, gradient
    }

    /// How a trial came out.
    package enum Outcome: String, Codable, Sendable {
        case completed, outOfMemory, failed, timedOut, stopped
    }

    /// What ended a trial: the command itself, enough precision, the sweep's budget, a limit on the trial, or that the
    /// training could not win any more.
    package enum EndedBy: String, Codable, Sendable {
        case itself = "self"
        case precise, budget, limit, hopeless
    }

    /// Who made the training process use its batch size.
    package enum BatchSizeSetBy: String, Codable, Sendable {
        case argument, environment, agent, none
    }

    /// What ran out, and how that is known.
    package struct OutOfMemory: Codable, Equatable, Sendable {
        /// The memory, or the limit taken for it, that ran out.
        package enum Resource: String, Codable, Sendable {
            case device, host, sharedMemory, index
        }

        package var resource: Resource
        /// Whether the command caught it and went on by itself.
        package var recovered: Bool
        package var evidence: [String]

        package init(resource: Resource, recovered: Bool, evidence: [String]) {
            self.resource = resource
            self.recovered = recovered
            self.evidence = evidence
        }
    }

    /// The mean and the range of batch sizes that differ from step to step.
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

    /// The longest phase of a training that a trial went through: some steps, an epoch, or an evaluation as well.
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
    /// What was asked for, else what was seen; null where neither is known.
    @Nullable package var batchSize: Int?
    package var outcome: Outcome
    @Nullable package var arm: String?
    @Nullable package var seed: Int?
    @Nullable package var learningRate: Double?
    @Nullable package var processId: Int?
    @Nullable package var batchSizeObserved: Int?
    /// Where batch sizes differ from step to step; `batchSizeObserved` is their mean then.
    @Nullable package var batchSizeSpread: BatchSizeSpread?
    @Nullable package var batchSizeSetBy: BatchSizeSetBy?
    @Nullable package var coverage: Coverage?
    @Nullable package var endedBy: EndedBy?
    /// What a person should know about the end of the trial, where there is something to know.
    @Nullable package var message: String?
    @Nullable package var outOfMemory: OutOfMemory?
    /// Steps of the measured window, so without the warm-up.
    @Nullable package var steps: Int?
    @Nullable package var warmupSteps: Int?
    /// Samples of the measured window.
    @Nullable package var samples: Int?
    /// Time from the start of the command to its end.
    package var wallSeconds: Double
    @Nullable package var stepSeconds: StepSeconds?
    @Nullable package var samplesPerSecond: Interval?
    @Nullable package var deviceUtilization: Distribution?
    @Nullable package var smActivity: Distribution?
    @Nullable package var smOccupancy: Distribution?
    @Nullable package var tensorActivity: Distribution?
    @Nullable package var memoryBandwidthUtilization: Distribution?
    @Nullable package var hostUtilization: Distribution?
    /// The share of the step time spent waiting for input.
    @Nullable package var inputWaitRatio: Double?
    /// The mean step time of a second run that trained on one batch again and again, where there was one.
    @Nullable package var cachedBatchStepSeconds: Double?
    @Nullable package var peakDeviceMemoryBytes: Int?
    @Nullable package var peakHostMemoryBytes: Int?
    /// Memory use of the fullest device; null for a training on the CPU.
    @Nullable package var deviceMemory: DeviceMemory?
    @Nullable package var energyJoules: Double?
    @Nullable package var joulesPerSample: Double?
    @Nullable package var averagePowerWatts: Double?
    /// What the trial cost, from its start to its end.
    @Nullable package var price: Double?
    /// What each device that the training used did during the measured window.
    package var devices: [DeviceUse] = []
    /// What the machine around it went through meanwhile.
    @Nullable package var host: HostUse?
    /// What steps with fewer samples than the others tell of a step's fixed cost.
    @Nullable package var shortSteps: ShortSteps?
    /// The memory that about one step touches; null where a device has its own.
    @Nullable package var workingSet: WorkingSet?
    /// CPUs that were busy with the training, on average.
    @Nullable package var busyCPUs: Double?
    /// How many threads the framework computes with, where it says so.
    @Nullable package var threads: Int?
    /// Scheduling figures of the busy threads; null where the kernel keeps no such figures, or the window was too short for
    /// two looks.
    @Nullable package var threadUse: ThreadUse?
    /// What a second run gave whose threads sleep where they wait, where there was one.
    @Nullable package var passiveWaiting: PassiveWaiting?
    /// How many processes train together.
    @Nullable package var processes: Int?
    /// How a run went that was watched from its start to its end.
    @Nullable package var timeline: Timeline?
    @Nullable package var boundBy: Bottleneck?
    /// What the verdict rests on, a sentence each.
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
