/// One line of the event protocol, from the training process to Headroom (docs/protocol.md).
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

/// The version of the protocol that this code speaks.
package let eventProtocolVersion = 1

/// The names in the environment of a training process that tie it to its trial.
package enum EventEnvironment {
    /// The batch size that the process should train at.
    package static let batchSize = "HEADROOM_BATCH_SIZE"
    /// The path of the Unix stream socket that takes the events.
    package static let socketPath = "HEADROOM_EVENTS"
    /// A fresh folder for what the trial writes.
    package static let trialDirectory = "HEADROOM_TRIAL_DIRECTORY"
    /// `1` where the agent should deliver one batch again and again, to tell what a step takes without any loading.
    package static let cachedBatch = "HEADROOM_CACHED_BATCH"
    /// After how many batches the agent should end each epoch of the training, and each evaluation.
    package static let epochBatches = "HEADROOM_EPOCH_BATCHES"
    /// `1` where the agent should put the longest samples into the first batch of each epoch.
    package static let longestFirst = "HEADROOM_LONGEST_FIRST"
    /// At how many steps of each stage of the training the norms of gradients are wanted.
    package static let gradients = "HEADROOM_GRADIENTS"
    /// After which steps the agent should hold the parameters still for that: `20,300,580`.
    package static let gradientHolds = "HEADROOM_GRADIENT_STEPS"
    /// Over how many steps the agent should let the learning rate grow to its full value.
    package static let warmupSteps = "HEADROOM_WARMUP_STEPS"
    /// How many bytes each device of a training should have, where a smaller one is played.
    package static let deviceMemoryBytes = "HEADROOM_DEVICE_MEMORY_BYTES"
    /// `1` where the test data are evaluated on the way, so that the agent says at once what an evaluation interrupts.
    package static let evaluates = "HEADROOM_EVALUATES"
    /// How the process is given its batch size: `argument` or `environment`; `agent` where the agent has to set it.
    package static let batchSizeSetBy = "HEADROOM_BATCH_SIZE_SET_BY"
}

/// The first event of a connection: who writes, and what it can do.
package struct Hello: Codable, Equatable, Sendable {
    package var `protocol`: Int? = eventProtocolVersion
    package var pid: Int?
    package var rank: Int?
    package var worldSize: Int?
    package var framework: String?
    package var device: String?
    /// How the process got its batch size: `argument`, `environment`, `agent` or `none`.
    package var batchSizeSetBy: String?
    /// Whether the batch size can be changed between two steps.
    package var canSetBatchSize: Bool?
    /// The step that the training starts from; more than 0 means that it resumed.
    package var step: Int?
    /// How many samples an epoch has, where the process knows it.
    package var trainingSamples: Int?
    /// The batch size that the command has by itself, where the process saw it before it was replaced.
    package var ownBatchSize: Int?
    /// Why the batch size cannot be set, where that was asked of the process.
    package var refusal: String?
    /// How many parameters the optimizer trains.
    package var parameters: Int?
    /// The optimizer with its settings, in the same words whatever the framework: `sgd learningRate=0.05 momentum=0.9`.
    package var optimizer: String?
    /// How many threads the framework computes with on the CPU.
    package var threads: Int?
    /// Whether the process trains on one batch again and again, as it was asked to.
    package var cachedBatch: Bool?
    /// Whether batches are drawn anew from all samples, so that there are no epochs and every batch size makes as many
    /// steps: replay of experiences.
    package var drawsWithReplacement: Bool?
    /// Over how many steps the learning rate rises to its own, where that was asked of the process and is done.
    package var warmupSteps: Int?
    /// Why the samples of a step cannot be counted; its lines have neither `samples` nor `batchSize` then.
    package var samplesUnknown: String?
    /// Whether the process reports its epochs and its evaluations (`epoch`, `phase`).
    package var reportsPhases: Bool?
    /// Whether batches differ in size by design: Poisson sampling, token batches, buckets.
    package var variableBatchSize: Bool?
    /// Whether the first batch has the longest samples of the data, where that was asked of the process.
    package var longestFirst: Bool?
    /// How many samples were looked at for that.
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

/// One step, or several short ones reported together.
package struct StepEvent: Codable, Equatable, Sendable {
    /// CLOCK_MONOTONIC in seconds at the end of the (last) step.
    package var at: Double
    /// Steps so far, this one included.
    package var step: Int
    /// Samples so far.
    package var totalSamples: Int
    /// Samples of the steps that this line stands for.
    package var samples: Int?
    /// How many steps this line stands for; 1 where it is left out.
    package var steps: Int?
    /// Samples of the largest of these steps; an epoch's odd last batch makes their mean smaller.
    package var batchSize: Int?
    /// Samples of the smallest of these steps, an epoch's odd last batch aside; left out where it equals `batchSize`.
    package var leastBatchSize: Int?
    /// Time since the end of the step before, input included, summed over the steps of the line.
    package var seconds: Double?
    /// The part of `seconds` spent waiting for input.
    package var inputSeconds: Double?
    /// Time since the end of the step before the line's first that was no step, such as an evaluation.
    package var pauseSeconds: Double?
    /// How many of these steps had fewer samples than the largest of them, their samples, and their time without
    /// waiting for input.
    package var shortSteps: Int?
    package var shortSamples: Int?
    package var shortSeconds: Double?
    /// What reporting has cost this process so far.
    package var agentSeconds: Double?
    package var loss: Double?
    /// Whether the loss was infinite, or no number, which JSON cannot say.
    package var diverged: Bool?
    /// Whether the device had finished its work at `at`.
    package var synchronized: Bool?

    package init(at: Double, step: Int, totalSamples: Int) {
        self.at = at
        self.step = step
        self.totalSamples = totalSamples
    }
}

/// How well the model does on a part of the data.
package struct EvaluationEvent: Codable, Equatable, Sendable {
    package var step: Int
    package var split: String
    package var accuracy: Double?
    package var loss: Double?
    /// The mean return of an episode, for what learns by reinforcement.
    package var meanReturn: Double?
    /// Steps of the environment so far.
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

/// What the framework's allocator took of a device since the start, or since the batch size was last changed; figures
/// that the framework does not have are nil.
package struct MemoryEvent: Codable, Equatable, Sendable {
    /// Steps so far.
    package var step: Int?
    /// In the framework's words, such as `cuda:0`; the device of the hello where it is nil.
    package var device: String?
    /// The peak of the tensors.
    package var allocatedBytes: Int?
    /// The peak of what the allocator held of the device.
    package var reservedBytes: Int?
    /// The peak of what it held and could neither use for a larger tensor nor give back.
    package var fragmentedBytes: Int?
    /// The most that it could hold now: what it holds and what is free on the device, or its own limit where that is
    /// less.
    package var capacityBytes: Int?
    /// How often the allocator had to give back what it kept before it found room, since the start of the process.
    package var allocationRetries: Int?
}

/// The squared norm of a gradient; lines of one step are about one point of the parameters.
package struct GradientEvent: Codable, Equatable, Sendable {
    package var step: Int
    /// The samples that the gradient is the mean over.
    package var batchSize: Int
    /// Nil where there is none, for a `reason`.
    package var squaredNorm: Double?
    /// That of the gradient as Adam and its kin scale it: each entry divided by `sqrt(v) + epsilon`, `v` being the
    /// second moment without its bias; nil where the optimizer has none.
    package var preconditionedSquaredNorm: Double?
    /// How many gradients, each over other samples, the norm is the mean of; 1 where it is left out.
    package var count: Int?
    /// Why there is no norm at this point of the training.
    package var reason: String?

    package init(step: Int, batchSize: Int, squaredNorm: Double, count: Int? = nil) {
        self.step = step
        self.batchSize = batchSize
        self.squaredNorm = squaredNorm
        self.count = count
    }
}

/// The answer to a request for another batch size.
package struct BatchSizeEvent: Codable, Equatable, Sendable {
    package var batchSize: Int
    /// The first step at the new batch size.
    package var fromStep: Int

    package init(batchSize: Int, fromStep: Int) {
        self.batchSize = batchSize
        self.fromStep = fromStep
    }
}

/// The beginning of an evaluation, or of the training after it.
package struct PhaseEvent: Codable, Equatable, Sendable {
    package enum Phase: String, Codable, Sendable {
        case training, evaluation
    }

    /// CLOCK_MONOTONIC in seconds.
    package var at: Double
    /// Steps so far.
    package var step: Int
    package var phase: Phase

    package init(at: Double, step: Int, phase: Phase) {
        self.at = at
        self.step = step
        self.phase = phase
    }
}

/// The end of a pass over the data.
package struct EpochEvent: Codable, Equatable, Sendable {
    /// CLOCK_MONOTONIC in seconds.
    package var at: Double
    /// Steps so far.
    package var step: Int
    /// Samples of the epoch.
    package var samples: Int?
    /// Whether the agent left batches out, so that the epoch ended soon.
    package var shortened: Bool?

    package init(at: Double, step: Int) {
        self.at = at
        self.step = step
    }
}

/// The regular end of a training.
package struct EndEvent: Codable, Equatable, Sendable {
    package var step: Int
    package var totalSamples: Int

    package init(step: Int, totalSamples: Int) {
        self.step = step
        self.totalSamples = totalSamples
    }
}
