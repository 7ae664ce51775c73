package import HeadroomSchema

/// The measurements and conclusions of a run, a fit, a sweep or a learn: the source of every form of its report.
package struct SweepDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.sweep/1"

    /// The command that made a measurement.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case run, sweep, fit, learn
    }

    package var schema = SweepDocument.currentSchema
    package var kind: Kind
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
    /// Reasons for null ceilings, by name: `fits`, `pays`, `learns`.
    package var undecided: [String: String] = [:]
    /// Conclusions from trainings in full; null where none was run.
    @Nullable package var learning: Learning?
    package var remedies: [String] = []
    package var candidates: [Candidate] = []
    @Nullable package var schedule: [ScheduleStep]?
    @Nullable package var recommendation: Recommendation?
    /// The bottleneck at the baseline, or at the recommended batch size where the baseline is unknown.
    @Nullable package var diagnosis: Diagnosis?
    /// Price of an hour, where one was given.
    @Nullable package var price: Price?
    /// Whether the document was written during a measurement that never finished.
    @Nullable package var isUnfinished: Bool? = false
    /// Notes on how far the figures can be trusted: contention, missed precision, an interrupted sweep.
    package var notes: [String] = []

    package init(
        kind: Kind,
        id: String,
        startedAt: String,
        command: [String],
        workload: String?,
        objective: Objective,
        machine: Machine
    ) {
        self.kind = kind
        self.id = id
        self.startedAt = startedAt
        self.command = command
        self.objective = objective
        self.machine = machine
        self.workload = workload
    }

    /// The quantity that the recommendation minimizes (maximizes, for throughput).
    package enum Objective: String, Codable, Sendable, CaseIterable {
        case time, energy, throughput
    }

    /// The batch size that the command has without Headroom.
    package struct Baseline: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// Whether it was observed in a run of the command, rather than given by the user.
        package var observed: Bool

        package init(batchSize: Int, observed: Bool) {
            self.batchSize = batchSize
            self.observed = observed
        }
    }

    /// The machine of the sweep.
    package struct Machine: Codable, Equatable, Sendable {
        package var devices: [String]
        @Nullable package var driver: String?
        package var frameworks: [String: String]
        package var logicalCPUs: Int
        /// Usable CPUs, by affinity and quota; a quota may leave a fraction.
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

    /// Overhead of watching: sampler and supervisors together.
    package struct Observer: Codable, Equatable, Sendable {
        package var cpuSeconds: Double
        package var privateMemoryBytes: Int
        /// Seconds for which trials were watched.
        package var wallSeconds: Double

        package init(cpuSeconds: Double, privateMemoryBytes: Int, wallSeconds: Double) {
            self.cpuSeconds = cpuSeconds
            self.privateMemoryBytes = privateMemoryBytes
            self.wallSeconds = wallSeconds
        }
    }

    /// Measurements at one batch size, over all its speed trials.
    package struct Point: Codable, Equatable, Sendable {
        package var batchSize: Int
        package var trials: [Int]
        package var steps: Int
        package var samples: Int
        package var samplesPerSecond: Interval
        package var stepSeconds: StepSeconds
        /// Whether the interval is as narrow as the sweep requires.
        package var precise: Bool
        @Nullable package var deviceUtilization: Double?
        @Nullable package var hostUtilization: Double?
        @Nullable package var inputWaitRatio: Double?
        @Nullable package var peakHostMemoryBytes: Int?
        @Nullable package var peakDeviceMemoryBytes: Int?
        @Nullable package var joulesPerSample: Double?
        @Nullable package var pricePerMillionSamples: Double?
        @Nullable package var boundBy: Bottleneck?
        /// Why a training at this batch size does not finish, though some steps were measured.
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
    /// Decodes a document of any version with this schema; fields of later versions get their value for "unknown".
    ///
    /// - Throws: ``UnknownSchema`` for a document with another schema.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func known<Value: Decodable>(_ key: CodingKeys) throws -> Value { try values.decode(Value.self, forKey: key) }
        func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try values.decodeIfPresent(Value.self, forKey: key)
        }
        schema = try known(.schema)
        guard schema == Self.currentSchema else { throw UnknownSchema(schema: schema) }
        id = try known(.id)
        startedAt = try known(.startedAt)
        command = try known(.command)
        workload = try optional(.workload)
        objective = try known(.objective)
        baseline = try optional(.baseline)
        machine = try known(.machine)
        observer = try optional(.observer)
        trials = try known(.trials)
        points = try known(.points)
        laws = try known(.laws)
        fits = try optional(.fits)
        pays = try optional(.pays)
        learns = try optional(.learns)
        undecided = try known(.undecided)
        learning = try optional(.learning)
        remedies = try known(.remedies)
        candidates = try known(.candidates)
        schedule = try optional(.schedule)
        recommendation = try optional(.recommendation)
        diagnosis = try optional(.diagnosis)
        price = try optional(.price)
        isUnfinished = try optional(.isUnfinished)
        notes = try known(.notes)
        let written: Kind? = try optional(.kind)
        kind = written ?? .run
        if written == nil { kind = inferredKind }
    }

    /// The kind of a document from before documents had that field.
    ///
    /// Inferred from what only one kind of measurement records: a run its single training; learn trainings in full, or
    /// gradients (`--quick`); a fit no conclusion on what pays. Everything else is a sweep.
    private var inferredKind: Kind {
        if learning == nil, trials.count == 1, trials.first?.purpose == .training { return .run }
        if learning != nil || trials.contains(where: { $0.purpose == .training || $0.purpose == .gradient }) {
            return .learn
        }
        let isFitKnown = fits != nil || undecided["fits"] != nil
        return isFitKnown && pays == nil && undecided["pays"] == nil ? .fit : .sweep
    }

    /// Error for a document with a schema that this version does not know.
    package struct UnknownSchema: Error, Equatable, CustomStringConvertible {
        package var schema: String

        package var description: String {
            "its schema is \(schema), and this headroom reads \(SweepDocument.currentSchema) only"
        }
    }
}

extension SweepDocument {
    /// The trial of a run that was watched from start to end; nil for any other kind of measurement.
    package var watchedRun: TrialDocument? { kind == .run ? trials.first : nil }
}
