package import HeadroomSchema

/// A sweep over two axes: the plane, its laws, and the recommended point.
///
/// `batchSize` is always the value of the first axis, `other` that of the second, and `points` their product.
package struct PlaneDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.plane/1"

    package var schema = PlaneDocument.currentSchema
    package var id: String
    /// The start in UTC, as `2026-01-31T12:00:00Z`.
    package var startedAt: String
    /// The command with its placeholders.
    package var command: [String]
    /// The name of a built-in workload; null for the command of a user.
    @Nullable package var workload: String?
    /// The first axis, which is the batch size, and the second.
    package var axes: [Axis]
    /// Share of the greatest throughput from which on a step pays.
    package var paysAt: Double
    package var machine: SweepDocument.Machine
    @Nullable package var observer: SweepDocument.Observer?
    /// Number of training samples, which bounds the batch size; null where it is unknown.
    @Nullable package var trainingSamples: Int?
    package var trials: [Trial] = []
    package var points: [Point] = []
    @Nullable package var time: TimeLaw?
    /// Law of the host's memory.
    @Nullable package var memory: MemoryLaw?
    /// Law of the device's memory; null for a training on the CPU.
    @Nullable package var deviceMemory: MemoryLaw?
    /// Predictions of the time law that were measured afterwards.
    package var checks: [Check] = []
    /// For each value of the second axis, what fits of the first.
    package var fits: [Fit] = []
    @Nullable package var recommendation: Recommendation?
    /// The reason for a missing recommendation; null with a recommendation.
    @Nullable package var undecided: String?
    /// For each batch size the smallest step that pays; measured points only.
    package var trades: [PlanePoint] = []
    package var notes: [String] = []

    package init(
        id: String,
        startedAt: String,
        command: [String],
        axes: [Axis],
        paysAt: Double,
        machine: SweepDocument.Machine
    ) {
        self.id = id
        self.startedAt = startedAt
        self.command = command
        self.axes = axes
        self.paysAt = paysAt
        self.machine = machine
    }

    /// One of the axes.
    package struct Axis: Codable, Equatable, Sendable {
        package var name: String
        /// The values that could be visited, in ascending order.
        package var values: [Int]
        /// The value at which the other axis was walked first.
        package var usual: Int

        package init(name: String, values: [Int], usual: Int) {
            self.name = name
            self.values = values
            self.usual = usual
        }
    }

    /// One trial, with its value of the second axis; that of the first is its batch size.
    package struct Trial: Codable, Equatable, Sendable {
        package var other: Int
        package var trial: TrialDocument

        package init(other: Int, trial: TrialDocument) {
            self.other = other
            self.trial = trial
        }
    }

    /// A measured point, over all its speed trials.
    package struct Point: Codable, Equatable, Sendable {
        package var batchSize: Int
        package var other: Int
        /// Points of a step: batch size times the value of the second axis.
        package var points: Int
        package var trials: [Int]
        package var steps: Int
        package var samplesPerSecond: Interval
        package var pointsPerSecond: Interval
        package var stepSeconds: StepSeconds
        /// Whether the interval is as narrow as the sweep requires.
        package var precise: Bool
        @Nullable package var peakHostMemoryBytes: Int?
        @Nullable package var peakDeviceMemoryBytes: Int?

        package init(_ measured: MeasuredPoint, other: Int) {
            batchSize = measured.batchSize
            self.other = other
            points = measured.batchSize * other
            trials = measured.trials
            steps = measured.steps
            samplesPerSecond = measured.samplesPerSecond
            pointsPerSecond = measured.samplesPerSecond.scaled(by: Double(other))
            stepSeconds = measured.stepSeconds
            precise = measured.precise
            peakHostMemoryBytes = measured.peakHostMemoryBytes
            peakDeviceMemoryBytes = measured.peakDeviceMemoryBytes
        }

        package var place: PlanePoint { PlanePoint(batchSize: batchSize, other: other) }
    }

    /// Mean step time `a + c b + d b r`.
    package struct TimeLaw: Codable, Equatable, Sendable {
        package var fixedSeconds: Double
        package var secondsPerSample: Double
        package var secondsPerPoint: Double
        @Nullable package var fixedSecondsInterval: Interval?
        @Nullable package var secondsPerSampleInterval: Interval?
        @Nullable package var secondsPerPointInterval: Interval?
        /// Throughput that no step exceeds by the law.
        @Nullable package var limitPointsPerSecond: Double?
        package var residualRatio: Double
    }

    /// Peak memory `F + s b + q b r`.
    package struct MemoryLaw: Codable, Equatable, Sendable {
        package var fixedBytes: Double
        package var bytesPerSample: Double
        package var bytesPerPoint: Double
        /// Memory available to the training process.
        package var capacityBytes: Int
        package var residualRatio: Double
    }

    /// A prediction of the time law, made before its point was measured.
    package struct Check: Codable, Equatable, Sendable {
        package var batchSize: Int
        package var other: Int
        package var predictedStepSeconds: Interval
        package var measuredStepSeconds: Double

        package init(point: PlanePoint, predicted: Interval, measured: Double) {
            batchSize = point.batchSize
            other = point.other
            predictedStepSeconds = predicted
            measuredStepSeconds = measured
        }

        /// Whether the measurement lies in the interval of the prediction.
        package var holds: Bool {
            predictedStepSeconds.low...predictedStepSeconds.high ~= measuredStepSeconds
        }
    }

    /// The largest batch size in memory at one value of the second axis.
    package struct Fit: Codable, Equatable, Sendable {
        package var other: Int
        /// The largest batch size that ran; null where none was tried.
        @Nullable package var largestRun: Int?
        /// The smallest batch size that ran out of memory.
        @Nullable package var smallestOutOfMemory: Int?
        /// The largest batch size that fits, as a search verified it; null where none was made.
        @Nullable package var largestVerified: Int?
        /// The limit that ended the search; null without a search.
        @Nullable package var limitedBy: SweepDocument.Fits.Limit?
        /// The largest batch size that fits by the memory law; null where memory does not grow or no law is known.
        @Nullable package var byLaw: Int?

        package init(other: Int) { self.other = other }
    }

    /// The recommended point.
    package struct Recommendation: Codable, Equatable, Sendable {
        package var batchSize: Int
        package var other: Int
        package var points: Int
        /// Throughput over the greatest measured one.
        package var fractionOfGreatest: Double
        /// The command that trains there.
        package var command: [String]
        /// The answer and the reason, in one sentence.
        package var why: String

        package init(
            point: PlanePoint,
            fractionOfGreatest: Double,
            command: [String],
            why: String
        ) {
            batchSize = point.batchSize
            other = point.other
            points = point.points
            self.fractionOfGreatest = fractionOfGreatest
            self.command = command
            self.why = why
        }

        package var place: PlanePoint { PlanePoint(batchSize: batchSize, other: other) }
    }
}

extension Interval {
    /// The interval times a positive number.
    package func scaled(by factor: Double) -> Interval {
        Interval(value: value * factor, low: low * factor, high: high * factor)
    }
}

extension PlaneTimeLaw {
    /// The law, as in reports.
    package var document: PlaneDocument.TimeLaw {
        PlaneDocument.TimeLaw(
            fixedSeconds: fixedSeconds,
            secondsPerSample: secondsPerSample,
            secondsPerPoint: secondsPerPoint,
            fixedSecondsInterval: fixedSecondsInterval,
            secondsPerSampleInterval: secondsPerSampleInterval,
            secondsPerPointInterval: secondsPerPointInterval,
            limitPointsPerSecond: limitPointsPerSecond,
            residualRatio: residualRatio
        )
    }
}

extension PlaneMemoryLaw {
    /// The law, as in reports.
    package func document(capacityBytes: Int) -> PlaneDocument.MemoryLaw {
        PlaneDocument.MemoryLaw(
            fixedBytes: fixedBytes,
            bytesPerSample: bytesPerSample,
            bytesPerPoint: bytesPerPoint,
            capacityBytes: capacityBytes,
            residualRatio: residualRatio
        )
    }
}
