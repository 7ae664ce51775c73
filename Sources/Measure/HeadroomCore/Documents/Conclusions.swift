package import HeadroomSchema

extension SweepDocument {
    /// The laws that were fitted, each null where the measurements do not carry it.
    package struct Laws: Codable, Equatable, Sendable {
        /// Of the host's memory.
        @Nullable package var memory: Memory?
        /// Of the memory of the device that binds; null where none trains.
        @Nullable package var deviceMemory: Memory?
        @Nullable package var time: Time?
        @Nullable package var energy: Energy?
        @Nullable package var noise: Noise?

        package init() {}

        /// Peak memory `F + s b`.
        package struct Memory: Codable, Equatable, Sendable {
            package var fixedBytes: Double
            package var bytesPerSample: Double
            /// What the training process may use.
            package var capacityBytes: Int
            /// Root mean square of the relative residuals.
            package var residualRatio: Double
            /// Where the measurements bend away from a straight line, in words.
            @Nullable package var departure: String?

            package init(fixedBytes: Double, bytesPerSample: Double, capacityBytes: Int, residualRatio: Double) {
                self.fixedBytes = fixedBytes
                self.bytesPerSample = bytesPerSample
                self.capacityBytes = capacityBytes
                self.residualRatio = residualRatio
            }
        }

        /// Mean step time `a + c b`.
        package struct Time: Codable, Equatable, Sendable {
            package var fixedSeconds: Double
            package var secondsPerSample: Double
            /// `a / c`: the batch size that reaches half of the limit of the throughput.
            @Nullable package var halfSaturationBatchSize: Interval?
            package var residualRatio: Double
            @Nullable package var departure: String?

            package init(fixedSeconds: Double, secondsPerSample: Double, residualRatio: Double) {
                self.fixedSeconds = fixedSeconds
                self.secondsPerSample = secondsPerSample
                self.residualRatio = residualRatio
            }
        }

        /// Step energy `e0 + e1 b`.
        package struct Energy: Codable, Equatable, Sendable {
            package var fixedJoules: Double
            package var joulesPerSample: Double
            /// `e0 / e1`: the batch size at which a sample takes twice the least that it can.
            @Nullable package var evenBatchSize: Interval?
            package var residualRatio: Double
        }

        /// The gradient noise scale.
        package struct Noise: Codable, Equatable, Sendable {
            /// That of the training as a whole: null where no stage has an answer.
            @Nullable package var criticalBatchSize: Interval?
            package var stages: [Stage]
            /// That of the gradients as the optimizer scales them, where it divides by their size (Adam).
            @Nullable package var preconditioned: Interval?
            /// The batch size and the steps of the training that it was seen in.
            @Nullable package var batchSize: Int?
            @Nullable package var steps: Int?
            /// Whether the gradients of the samples are averaged or added; null where nothing tells.
            @Nullable package var reduction: Reduction?

            package init(criticalBatchSize: Interval?, stages: [Stage]) {
                self.stages = stages
                self.criticalBatchSize = criticalBatchSize
            }

            /// The one that the laws go by: an optimizer that scales the gradients sees their noise so.
            package var inUse: Interval? { preconditioned ?? criticalBatchSize }

            /// A stretch of the training.
            package struct Stage: Codable, Equatable, Sendable {
                package var firstStep: Int
                package var lastStep: Int
                /// Steps whose gradients were looked at.
                package var observations: Int
                @Nullable package var scale: Interval?
                /// Why there is no scale.
                @Nullable package var reason: String?

                package init(firstStep: Int, lastStep: Int, observations: Int, scale: Interval?, reason: String?) {
                    self.firstStep = firstStep
                    self.lastStep = lastStep
                    self.observations = observations
                    self.scale = scale
                    self.reason = reason
                }
            }
        }
    }

    /// The largest batch size that fits.
    package struct Fits: Codable, Equatable, Sendable {
        /// What kept the batch size from being larger.
        package enum Limit: String, Codable, Sendable {
            case device, host, data, index, scan

            /// Documents from before devices had a law of their own have `memory` for the host's.
            package init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                let name = try container.decode(String.self)
                guard let limit = name == "memory" ? .host : Limit(rawValue: name) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "no limit '\(name)'")
                }
                self = limit
            }

            /// Whether it is a memory, and not the end of what could be asked for.
            package var isMemory: Bool { self == .device || self == .host }
        }

        package var batchSize: Int
        /// Whether a verification run completed at this batch size.
        package var verified: Bool
        /// How far a run at this batch size was watched: what comes later may take more memory.
        ///
        /// Null in older documents.
        @Nullable package var verifiedOver: TrialDocument.Coverage?
        /// The smallest batch size that ran out of memory; null where the law alone keeps it from being larger.
        @Nullable package var smallestOutOfMemory: Int?
        package var probes: Int
        package var outOfMemoryProbes: Int
        package var limitedBy: Limit
        /// What the memory law says where something else ended the batch size first; never run.
        @Nullable package var estimatedBatchSize: Int?
        package var probabilities: [Probability]

        package init(
            batchSize: Int,
            verified: Bool,
            probes: Int,
            outOfMemoryProbes: Int,
            limitedBy: Limit,
            estimatedBatchSize: Int?,
            probabilities: [Probability]
        ) {
            self.batchSize = batchSize
            self.verified = verified
            self.probes = probes
            self.outOfMemoryProbes = outOfMemoryProbes
            self.limitedBy = limitedBy
            self.probabilities = probabilities
            self.estimatedBatchSize = estimatedBatchSize
        }

        /// How likely a batch size near the limit fits.
        package struct Probability: Codable, Equatable, Sendable {
            package var batchSize: Int
            package var probability: Double

            package init(batchSize: Int, probability: Double) {
                self.batchSize = batchSize
                self.probability = probability
            }
        }
    }

    /// The batch size from which on the device is used well.
    package struct Pays: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// Its throughput over the greatest measured throughput.
        package var fractionOfPeak: Double
        /// The fraction that was asked for.
        package var threshold: Double

        package init(batchSize: Int, fractionOfPeak: Double, threshold: Double) {
            self.batchSize = batchSize
            self.fractionOfPeak = fractionOfPeak
            self.threshold = threshold
        }
    }

    /// The batch size up to which a larger batch still buys progress.
    package struct Learns: Codable, Equatable, Sendable {
        package enum Measure: String, Codable, Sendable {
            case accuracy, noise
        }

        package var batchSize: Int
        /// null where nobody can say, as with one seed.
        @Nullable package var low: Int?
        @Nullable package var high: Int?
        package var measuredBy: Measure

        package init(batchSize: Int, low: Int?, high: Int?, measuredBy: Measure) {
            self.batchSize = batchSize
            self.measuredBy = measuredBy
            self.low = low
            self.high = high
        }
    }

    /// What one batch size would cost to reach the target.
    package struct Candidate: Codable, Equatable, Sendable {
        /// Which of the batch sizes it is: that of today, the recommended one, the largest that was measured and fits.
        package enum Role: String, Codable, Sendable {
            case now, recommended, largest
        }

        package var name: Role
        package var batchSize: Int
        @Nullable package var seconds: Double?
        @Nullable package var samples: Double?
        @Nullable package var joules: Double?
        @Nullable package var price: Double?
        /// The time to any target over that at the batch size of today, or of the smallest candidate.
        @Nullable package var timeRatio: Double?
        @Nullable package var samplesRatio: Double?
        @Nullable package var energyRatio: Double?

        package init(name: Role, batchSize: Int) {
            self.name = name
            self.batchSize = batchSize
        }
    }

    /// From which share of the training's samples on a schedule asks for which batch size.
    package struct ScheduleStep: Codable, Equatable, Sendable {
        package var fromFraction: Double
        package var batchSize: Int
        /// Of the learning rate that the training has today.
        package var learningRateFactor: Double

        package init(fromFraction: Double, batchSize: Int, learningRateFactor: Double) {
            self.fromFraction = fromFraction
            self.batchSize = batchSize
            self.learningRateFactor = learningRateFactor
        }
    }

    /// The one recommendation.
    package struct Recommendation: Codable, Equatable, Sendable {
        /// What keeps the recommended batch size from being larger, or what makes it the best.
        package enum Limit: String, Codable, Sendable {
            case fits, pays, learns, objective, data, scan
        }

        package var batchSize: Int
        /// Always 1: a field of the document from its beginning.
        package private(set) var accumulationSteps = 1
        @Nullable package var learningRateFactor: Double?
        /// The closed form `sqrt(b_half Bc)`, or that for energy, where both of its parts are known.
        @Nullable package var closedForm: Interval?
        package var objective: Objective
        package var limitedBy: Limit
        /// The reason, as the second half of a sentence and what may follow it.
        package var reason: String
        /// The answer and the reason, in one sentence.
        package var why: String

        package init(
            batchSize: Int,
            learningRateFactor: Double? = nil,
            objective: Objective,
            limitedBy: Limit,
            reason: String
        ) {
            self.batchSize = batchSize
            self.objective = objective
            self.limitedBy = limitedBy
            self.reason = reason
            why = "\(Self.answer(batchSize)): \(reason)"
            self.learningRateFactor = learningRateFactor
        }

        /// What to do, in a few words.
        package var answer: String { Self.answer(batchSize) }

        private static func answer(_ batchSize: Int) -> String { "Train at a batch size of \(batchSize)" }

        /// Documents from before the reason stood by itself have it behind the answer.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            batchSize = try values.decode(Int.self, forKey: .batchSize)
            accumulationSteps = try values.decode(Int.self, forKey: .accumulationSteps)
            learningRateFactor = try values.decodeIfPresent(Double.self, forKey: .learningRateFactor)
            closedForm = try values.decodeIfPresent(Interval.self, forKey: .closedForm)
            objective = try values.decode(Objective.self, forKey: .objective)
            limitedBy = try values.decode(Limit.self, forKey: .limitedBy)
            why = try values.decode(String.self, forKey: .why)
            let answer = Self.answer(batchSize) + ": "
            reason =
                try values.decodeIfPresent(String.self, forKey: .reason)
                ?? (why.hasPrefix(answer) ? String(why.dropFirst(answer.count)) : why)
        }
    }
}

extension [SweepDocument.Point] {
    /// The point with the least energy for a sample; nil where none is known.
    package var thriftiest: SweepDocument.Point? {
        filter { $0.joulesPerSample != nil }.min { $0.joulesPerSample ?? 0 < $1.joulesPerSample ?? 0 }
    }
}

extension SweepDocument {
    /// The law of the memory that ends the batch size first, or would.
    package var bindingMemory: Laws.Memory? {
        switch fits?.limitedBy {
        case .host: return laws.memory
        case .device: return laws.deviceMemory
        case .data, .index, .scan, nil: break
        }
        guard let device = laws.deviceMemory, let host = laws.memory else { return laws.deviceMemory ?? laws.memory }
        return host.largestBatchSize < device.largestBatchSize ? host : device
    }
}

extension SweepDocument.Laws.Memory {
    /// The largest batch size that the line lets fit.
    fileprivate var largestBatchSize: Double {
        bytesPerSample > 0 ? (Double(capacityBytes) - fixedBytes) / bytesPerSample : .infinity
    }
}
