/// Line of the event protocol, from the training process to Headroom (docs/protocol.md).
package enum Event: Equatable, Sendable {
    case hello(Hello)
    case step(StepEvent)
    case evaluation(EvaluationEvent)
    case memory(MemoryEvent)
    case gradient(GradientEvent)
    case batchSize(BatchSizeEvent)
    case phase(PhaseEvent)
    case epoch(EpochEvent)
    case end(EndEvent)
}

/// Version of the event protocol that this code implements.
package let eventProtocolVersion = 1

/// Environment variables that connect a training process to its trial.
package enum EventEnvironment {
    /// Batch size of the trial.
    package static let batchSize = "HEADROOM_BATCH_SIZE"
    /// Path of the Unix stream socket that receives the events.
    package static let socketPath = "HEADROOM_EVENTS"
    /// Empty folder for the output files of the trial.
    package static let trialDirectory = "HEADROOM_TRIAL_DIRECTORY"
    /// `1` if the agent repeats one batch, to measure the step time without data loading.
    package static let cachedBatch = "HEADROOM_CACHED_BATCH"
    /// Number of batches after which the agent ends each epoch of the training, and each evaluation.
    package static let epochBatches = "HEADROOM_EPOCH_BATCHES"
    /// `1` if the agent puts the longest samples into the first batch of each epoch.
    package static let longestFirst = "HEADROOM_LONGEST_FIRST"
    /// Number of steps per stage of the training at which gradient norms are measured.
    package static let gradients = "HEADROOM_GRADIENTS"
    /// Steps after which the agent holds the parameters fixed to measure gradient norms: `20,300,580`.
    package static let gradientHolds = "HEADROOM_GRADIENT_STEPS"
    /// Number of steps over which the agent raises the learning rate to its full value.
    package static let warmupSteps = "HEADROOM_WARMUP_STEPS"
    /// Memory of each device of the simulated smaller size, in bytes.
    package static let deviceMemoryBytes = "HEADROOM_DEVICE_MEMORY_BYTES"
    /// `1` if the training is evaluated on test data, so that the agent sends pending steps when an evaluation
    /// interrupts them.
    package static let evaluates = "HEADROOM_EVALUATES"
    /// Source of the process's batch size: `argument` or `environment`; `agent` if the agent must set it.
    package static let batchSizeSetBy = "HEADROOM_BATCH_SIZE_SET_BY"
}

/// First event of a connection: the process and its capabilities.
package struct Hello: Codable, Equatable, Sendable {
    package var `protocol`: Int? = eventProtocolVersion
    package var pid: Int?
    package var rank: Int?
    package var worldSize: Int?
    package var framework: String?
    package var device: String?
    /// Source of the process's batch size: `argument`, `environment`, `agent` or `none`.
    package var batchSizeSetBy: String?
    /// Whether the batch size can be changed between two steps.
    package var canSetBatchSize: Bool?
    /// Step that the training starts from; more than 0 for a resumed training.
    package var step: Int?
    /// Number of samples of an epoch; nil if unknown to the process.
    package var trainingSamples: Int?
    /// Batch size of the command before it was replaced; nil if the process did not see it.
    package var ownBatchSize: Int?
    /// Reason why the batch size cannot be set, if the process was asked to.
    package var refusal: String?
    /// Number of parameters that the optimizer trains.
    package var parameters: Int?
    /// Optimizer with its settings, in the same notation for every framework: `sgd learningRate=0.05 momentum=0.9`.
    package var optimizer: String?
    /// Number of CPU threads of the framework.
    package var threads: Int?
    /// Whether the process repeats one batch, as requested.
    package var cachedBatch: Bool?
    /// Whether batches are sampled with replacement from all samples, as in experience replay, so that there are no
    /// epochs and the number of steps does not depend on the batch size.
    package var drawsWithReplacement: Bool?
    /// Number of warmup steps of the learning rate; nil if not requested or not applied.
    package var warmupSteps: Int?
    /// Reason why the samples of a step cannot be counted; the step lines then have neither `samples` nor `batchSize`.
    package var samplesUnknown: String?
    /// Whether the process reports its epochs and its evaluations (`epoch`, `phase`).
    package var reportsPhases: Bool?
    /// Whether batches differ in size by design: Poisson sampling, token batches, buckets.
    package var variableBatchSize: Bool?
    /// Whether the first batch has the longest samples of the data, if requested.
    package var longestFirst: Bool?
    /// Number of samples inspected to find the longest.
    package var longestSamples: Int?

    package init(
        pid: Int?,
        framework: String?,
        device: String?,
        batchSizeSetBy: String?,
        canSetBatchSize: Bool,
        step: Int,
        trainingSamples: Int?
    ) {
        self.pid = pid
        self.framework = framework
        self.device = device
        self.batchSizeSetBy = batchSizeSetBy
        self.canSetBatchSize = canSetBatchSize
        self.step = step
        self.trainingSamples = trainingSamples
    }
}

/// A step, or several short ones reported together.
package struct StepEvent: Codable, Equatable, Sendable {
    /// CLOCK_MONOTONIC in seconds at the end of the (last) step.
    package var at: Double
    /// Number of steps so far, including this one.
    package var step: Int
    /// Number of samples so far.
    package var totalSamples: Int
    /// Number of samples in the steps of this line.
    package var samples: Int?
    /// Number of steps of this line; 1 if nil.
    package var steps: Int?
    /// Samples of the largest step of the line; the mean is smaller if an epoch ends with a partial batch.
    package var batchSize: Int?
    /// Samples of the smallest step of the line, without the partial last batch of an epoch; nil if equal to
    /// `batchSize`.
    package var leastBatchSize: Int?
    /// Time since the end of the preceding step, including input, summed over the steps of the line.
    package var seconds: Double?
    /// Time waiting for input within `seconds`.
    package var inputSeconds: Double?
    /// Time between the preceding step and the first of the line that belongs to neither, such as an evaluation.
    package var pauseSeconds: Double?
    /// Number of steps with fewer samples than the largest step of the line, their samples, and their time without
    /// waiting for input.
    package var shortSteps: Int?
    package var shortSamples: Int?
    package var shortSeconds: Double?
    /// Overhead of the agent in this process so far.
    package var agentSeconds: Double?
    package var loss: Double?
    /// Whether the loss was infinite or NaN, which JSON cannot represent.
    package var diverged: Bool?
    /// Whether the device had completed its work at `at`.
    package var synchronized: Bool?

    package init(at: Double, step: Int, totalSamples: Int) {
        self.at = at
        self.step = step
        self.totalSamples = totalSamples
    }
}

/// Loss and accuracy, or return, of the model on a split of the data.
package struct EvaluationEvent: Codable, Equatable, Sendable {
    package var step: Int
    package var split: String
    package var accuracy: Double?
    package var loss: Double?
    /// Mean return per episode, for reinforcement learning.
    package var meanReturn: Double?
    /// Number of environment steps so far.
    package var environmentSteps: Int?

    package init(step: Int, split: String, accuracy: Double? = nil, loss: Double? = nil) {
        self.step = step
        self.split = split
        self.accuracy = accuracy
        self.loss = loss
    }

    private enum CodingKeys: String, CodingKey {
        case step, split, accuracy, loss, environmentSteps
        case meanReturn = "return"
    }
}

/// Peak memory of the framework's allocator on a device since the start, or since the last change of batch size; nil
/// for figures that the framework does not provide.
package struct MemoryEvent: Codable, Equatable, Sendable {
    /// Number of steps so far.
    package var step: Int?
    /// Name in the framework, such as `cuda:0`; nil for the device of the hello.
    package var device: String?
    /// Peak memory of the tensors.
    package var allocatedBytes: Int?
    /// Peak memory reserved by the allocator.
    package var reservedBytes: Int?
    /// Peak of the reserved memory that could neither serve a larger tensor nor be released.
    package var fragmentedBytes: Int?
    /// Most memory that the allocator could reserve now: what it has reserved plus the free memory of the device, or
    /// its own limit if that is smaller.
    package var capacityBytes: Int?
    /// Number of times that the allocator had to release cached memory before an allocation, since the start of the
    /// process.
    package var allocationRetries: Int?

    package init(step: Int?, device: String?) {
        self.step = step
        self.device = device
    }
}

/// Squared norm of a gradient; lines with the same step are at the same parameters.
package struct GradientEvent: Codable, Equatable, Sendable {
    package var step: Int
    /// Number of samples that the gradient is averaged over.
    package var batchSize: Int
    /// Nil if it could not be measured, for `reason`.
    package var squaredNorm: Double?
    /// Squared norm of the gradient as preconditioned by Adam and similar optimizers: each entry over
    /// `sqrt(v) + epsilon`, where `v` is the bias-corrected second moment; nil if the optimizer has none.
    package var preconditionedSquaredNorm: Double?
    /// Number of gradients, each over different samples, whose squared norms are averaged; 1 if nil.
    package var count: Int?
    /// Reason why there is no norm at this point of the training.
    package var reason: String?

    package init(step: Int, batchSize: Int, squaredNorm: Double, count: Int? = nil) {
        self.step = step
        self.batchSize = batchSize
        self.squaredNorm = squaredNorm
        self.count = count
    }
}

/// Reply to a request to change the batch size.
package struct BatchSizeEvent: Codable, Equatable, Sendable {
    package var batchSize: Int
    /// The first step at the new batch size.
    package var fromStep: Int

    package init(batchSize: Int, fromStep: Int) {
        self.batchSize = batchSize
        self.fromStep = fromStep
    }
}

/// Start of an evaluation, or of the training after it.
package struct PhaseEvent: Codable, Equatable, Sendable {
    package enum Phase: String, Codable, Sendable {
        case training, evaluation
    }

    /// CLOCK_MONOTONIC in seconds.
    package var at: Double
    /// Number of steps so far.
    package var step: Int
    package var phase: Phase

    package init(at: Double, step: Int, phase: Phase) {
        self.at = at
        self.step = step
        self.phase = phase
    }
}

/// End of an epoch.
package struct EpochEvent: Codable, Equatable, Sendable {
    /// CLOCK_MONOTONIC in seconds.
    package var at: Double
    /// Number of steps so far.
    package var step: Int
    /// Number of samples of the epoch.
    package var samples: Int?
    /// Whether the agent omitted batches to end the epoch early.
    package var shortened: Bool?

    package init(at: Double, step: Int) {
        self.at = at
        self.step = step
    }
}

/// Regular end of a training.
package struct EndEvent: Codable, Equatable, Sendable {
    package var step: Int
    package var totalSamples: Int

    package init(step: Int, totalSamples: Int) {
        self.step = step
        self.totalSamples = totalSamples
    }
}
