package import HeadroomSchema

/// What a sweep measured and concluded: the document that every form of its report is made from.
package struct SweepDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.sweep/1"

    package var schema = SweepDocument.currentSchema
    package var id: String
    /// The start in UTC, as `2026-01-31T12:00:00Z`.
    package var startedAt: String
    package var command: [String]
    @Nullable package var workload: String?
    package var objective: Objective
    @Nullable package var baseline: Baseline?
    package var machine: Machine
    @Nullable package var observer: Observer?
    package var trials: [TrialDocument] = []
    /// One element for each batch size, joining its speed trials, in ascending order.
    package var points: [Point] = []
    package var laws = Laws()
    @Nullable package var fits: Fits?
    @Nullable package var pays: Pays?
    @Nullable package var learns: Learns?
    /// Why a ceiling is null, by its name: `fits`, `pays`, `learns`.
    package var undecided: [String: String] = [:]
    /// What trainings in full say; null where none was made.
    @Nullable package var learning: Learning?
    package var remedies: [String] = []
    package var candidates: [Candidate] = []
    @Nullable package var schedule: [ScheduleStep]?
    @Nullable package var recommendation: Recommendation?
    /// What holds the training back at its own batch size, or at the recommended one where that is not known.
    @Nullable package var diagnosis: Diagnosis?
    /// What an hour costs, where somebody said so.
    @Nullable package var price: Price?
    /// Whether it was written down while the measurement went on, and that never came to its end.
    @Nullable package var isUnfinished: Bool? = false
    /// What a person must know to trust the figures: contention, missed precision, an interrupted sweep.
    package var notes: [String] = []

    package init(
        id: String,
        startedAt: String,
        command: [String],
        workload: String?,
        objective: Objective,
        machine: Machine
    ) {
        self.id = id
        self.startedAt = startedAt
        self.command = command
        self.objective = objective
        self.machine = machine
        self.workload = workload
    }

    /// What the recommendation should make least (or, for throughput, greatest).
    package enum Objective: String, Codable, Sendable, CaseIterable {
        case time, energy, throughput
    }

    /// The batch size that the command has without Headroom.
    package struct Baseline: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// Whether it was seen in a run of the command, and not given by its user.
        package var observed: Bool

        package init(batchSize: Int, observed: Bool) {
            self.batchSize = batchSize
            self.observed = observed
        }
    }

    /// Where the sweep ran.
    package struct Machine: Codable, Equatable, Sendable {
        package var devices: [String]
        @Nullable package var driver: String?
        package var frameworks: [String: String]
        package var logicalCPUs: Int
        /// CPUs that the process may use, by its affinity and its quota; a quota may leave a fraction.
        package var usableCPUs: Double
        package var memoryBytes: Int

        package init(
            devices: [String],
            driver: String?,
            frameworks: [String: String],
            logicalCPUs: Int,
            usableCPUs: Double,
            memoryBytes: Int
        ) {
            self.devices = devices
            self.frameworks = frameworks
            self.logicalCPUs = logicalCPUs
            self.usableCPUs = usableCPUs
            self.memoryBytes = memoryBytes
            self.driver = driver
        }
    }

    /// What watching cost: sampler and supervisors together.
    package struct Observer: Codable, Equatable, Sendable {
        package var cpuSeconds: Double
        package var privateMemoryBytes: Int
        /// Seconds during which trials were watched.
        package var wallSeconds: Double

        package init(cpuSeconds: Double, privateMemoryBytes: Int, wallSeconds: Double) {
            self.cpuSeconds = cpuSeconds
            self.privateMemoryBytes = privateMemoryBytes
            self.wallSeconds = wallSeconds
        }
    }

    /// What was measured at one batch size, over all its speed trials.
    package struct Point: Codable, Equatable, Sendable {
        package var batchSize: Int
        package var trials: [Int]
        package var steps: Int
        package var samples: Int
        package var samplesPerSecond: Interval
        package var stepSeconds: StepSeconds
        /// Whether the interval is as tight as the sweep wanted it.
        package var precise: Bool
        @Nullable package var deviceUtilization: Double?
        @Nullable package var hostUtilization: Double?
        @Nullable package var inputWaitRatio: Double?
        @Nullable package var peakHostMemoryBytes: Int?
        @Nullable package var peakDeviceMemoryBytes: Int?
        @Nullable package var joulesPerSample: Double?
        @Nullable package var pricePerMillionSamples: Double?
        @Nullable package var boundBy: Bottleneck?
        /// Why a training at this batch size does not come to its end, though some steps were measured.
        @Nullable package var failure: String?

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
}

extension SweepDocument {
    /// The document of a measurement that goes on, as it is kept for the case that it never ends.
    package var unfinished: SweepDocument {
        var document = self
        document.isUnfinished = true
        document.notes.insert("Headroom was ended before this was: the figures cover what it had written down.", at: 0)
        return document
    }
}
