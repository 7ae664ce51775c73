package import HeadroomSchema

/// The same work by several commands, side by side.
package struct CompareDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.compare/1"

    package var schema = CompareDocument.currentSchema
    package var id: String
    /// The start in UTC, as `2026-01-31T12:00:00Z`.
    package var startedAt: String
    package var machine: SweepDocument.Machine
    /// Where the work is not the same, in words; empty where nothing that could be seen differs.
    package var differences: [String] = []
    /// What could not be compared, in words.
    package var unchecked: [String] = []
    /// In the order in which they were named.
    package var contestants: [Contestant] = []
    /// Which command trains fastest at the smallest and at the largest common batch size.
    package var findings: [Finding] = []
    package var notes: [String] = []

    package init(id: String, startedAt: String, machine: SweepDocument.Machine) {
        self.id = id
        self.startedAt = startedAt
        self.machine = machine
    }

    /// One of the commands, with what was measured of it.
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

    /// What a command said of what it trains.
    package struct Work: Codable, Equatable, Sendable {
        @Nullable package var framework: String?
        @Nullable package var device: String?
        /// How many parameters its optimizer trains.
        @Nullable package var parameters: Int?
        /// The optimizer with its settings: `sgd learningRate=0.05 momentum=0.9`.
        @Nullable package var optimizer: String?
        /// How many threads it computes with on the CPU.
        @Nullable package var threads: Int?
        @Nullable package var trainingSamples: Int?
        /// The loss of the first step, before any parameter has changed.
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

    /// Who trains the most samples in a second at one batch size.
    package struct Finding: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// The fastest, then those whose intervals overlap with its own.
        package var fastest: [String]
        package var slowest: String
        /// The throughput of the fastest over that of the slowest.
        package var ratio: Double

        package init(batchSize: Int, fastest: [String], slowest: String, ratio: Double) {
            self.batchSize = batchSize
            self.fastest = fastest
            self.slowest = slowest
            self.ratio = ratio
        }
    }
}
