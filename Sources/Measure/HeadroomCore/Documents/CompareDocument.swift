package import HeadroomSchema

/// A side-by-side comparison of several commands that do the same work.
package struct CompareDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.compare/1"

    package var schema = CompareDocument.currentSchema
    package var id: String
    /// The start in UTC, as `2026-01-31T12:00:00Z`.
    package var startedAt: String
    package var machine: SweepDocument.Machine
    /// Differences of the work, in words; empty where none was found.
    package var differences: [String] = []
    /// Properties that could not be compared, in words.
    package var unchecked: [String] = []
    /// The commands, in the order in which they were given.
    package var contestants: [Contestant] = []
    /// The commands of the highest throughput at the smallest and at the largest common batch size.
    package var findings: [Finding] = []
    package var notes: [String] = []

    package init(id: String, startedAt: String, machine: SweepDocument.Machine) {
        self.id = id
        self.startedAt = startedAt
        self.machine = machine
    }

    /// One of the commands, with its measurements.
    package struct Contestant: Codable, Equatable, Sendable {
        package var name: String
        package var command: String
        package var work: Work
        package var trials: [TrialDocument]
        package var points: [SweepDocument.Point]
        @Nullable package var time: SweepDocument.Laws.Time?

        package init(
            name: String,
            command: String,
            work: Work,
            trials: [TrialDocument],
            points: [SweepDocument.Point],
            time: SweepDocument.Laws.Time?
        ) {
            self.name = name
            self.command = command
            self.work = work
            self.trials = trials
            self.points = points
            self.time = time
        }
    }

    /// The training, as reported by the command.
    package struct Work: Codable, Equatable, Sendable {
        @Nullable package var framework: String?
        @Nullable package var device: String?
        /// Number of trainable parameters.
        @Nullable package var parameters: Int?
        /// The optimizer with its settings: `sgd learningRate=0.05 momentum=0.9`.
        @Nullable package var optimizer: String?
        /// Number of CPU threads that compute.
        @Nullable package var threads: Int?
        @Nullable package var trainingSamples: Int?
        /// Loss of the first step, before the first parameter update.
        @Nullable package var firstLoss: Double?

        package init(
            framework: String?,
            device: String?,
            parameters: Int?,
            optimizer: String?,
            threads: Int?,
            trainingSamples: Int?,
            firstLoss: Double?
        ) {
            self.framework = framework
            self.device = device
            self.parameters = parameters
            self.optimizer = optimizer
            self.threads = threads
            self.trainingSamples = trainingSamples
            self.firstLoss = firstLoss
        }
    }

    /// The commands of the highest throughput at one batch size.
    package struct Finding: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// The fastest command, then those whose intervals overlap with its interval.
        package var fastest: [String]
        package var slowest: String
        /// Throughput of the fastest command over that of the slowest.
        package var ratio: Double

        package init(batchSize: Int, fastest: [String], slowest: String, ratio: Double) {
            self.batchSize = batchSize
            self.fastest = fastest
            self.slowest = slowest
            self.ratio = ratio
        }
    }
}
