package import HeadroomSchema

extension SweepDocument {
    /// The fitted laws, each null where the measurements do not support a fit.
    package struct Laws: Codable, Equatable, Sendable {
        /// Law of the host memory.
        @Nullable package var memory: Memory?
        /// Law of the memory of the device that limits the batch size; null for a training on the CPU.
        @Nullable package var deviceMemory: Memory?
        @Nullable package var time: Time?
        @Nullable package var energy: Energy?
        @Nullable package var noise: Noise?

        package init() {}

        /// Peak memory `F + s b`.
        package struct Memory: Codable, Equatable, Sendable {
            package var fixedBytes: Double
            package var bytesPerSample: Double
            /// Memory available to the training process.
            package var capacityBytes: Int
            /// Root mean square of the relative residuals.
            package var residualRatio: Double
            /// The batch sizes at which the measurements depart from a straight line, in words.
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
            /// `a / c`: the batch size of half the maximum throughput.
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
            /// `e0 / e1`: the batch size at which the energy per sample is twice its minimum.
            @Nullable package var evenBatchSize: Interval?
            package var residualRatio: Double
        }

        /// The gradient noise scale.
        package struct Noise: Codable, Equatable, Sendable {
            /// Noise scale over the whole training; null where no stage has an estimate.
            @Nullable package var criticalBatchSize: Interval?
            package var stages: [Stage]
            /// Noise scale of the preconditioned gradients, for an optimizer that divides by their size (Adam).
            @Nullable package var preconditioned: Interval?
            /// Batch size and number of steps of the training in which it was measured.
            @Nullable package var batchSize: Int?
            @Nullable package var steps: Int?
            /// Whether the gradients of the samples are averaged or summed; null where unknown.
            @Nullable package var reduction: Reduction?

            package init(criticalBatchSize: Interval?, stages: [Stage]) {
                self.stages = stages
                self.criticalBatchSize = criticalBatchSize
            }

            /// The noise scale that the laws use: the preconditioned one where the optimizer scales the gradients.
            package var inUse: Interval? { preconditioned ?? criticalBatchSize }

            /// A stretch of the training.
            package struct Stage: Codable, Equatable, Sendable {
                package var firstStep: Int
                package var lastStep: Int
                /// Number of steps whose gradients were observed.
                package var observations: Int
                @Nullable package var scale: Interval?
                /// Reason for a missing noise scale.
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
        /// The limit of the batch size.
        package enum Limit: String, Codable, Sendable {
            case device, host, data, index, scan

            /// Decodes documents from before device memory had its own law, where `memory` means host memory.
            package init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                let name = try container.decode(String.self)
                guard let limit = name == "memory" ? .host : Limit(rawValue: name) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "no limit '\(name)'")
                }
                self = limit
            }

            /// Whether the limit is a memory, rather than the end of the range that was searched.
            package var isMemory: Bool { self == .device || self == .host }
        }

        package var batchSize: Int
        /// Whether a verification run completed at this batch size.
        package var verified: Bool
        /// The longest phase covered by the runs at this batch size; a later phase may take more memory.
        ///
        /// Null in older documents.
        @Nullable package var verifiedOver: TrialDocument.Coverage?
        /// The smallest batch size that ran out of memory; null where only the law limits the batch size.
        @Nullable package var smallestOutOfMemory: Int?
        package var probes: Int
        package var outOfMemoryProbes: Int
        package var limitedBy: Limit
        /// Limit by the memory law where another limit ended the search first; never run.
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

        /// Probability that a batch size near the limit fits.
        package struct Probability: Codable, Equatable, Sendable {
            package var batchSize: Int
            package var probability: Double

            package init(batchSize: Int, probability: Double) {
                self.batchSize = batchSize
                self.probability = probability
            }
        }
    }

    /// The smallest batch size that uses the device well.
    package struct Pays: Codable, Equatable, Sendable {
        package var batchSize: Int
        /// Throughput over the highest measured throughput.
        package var fractionOfPeak: Double
        /// The requested fraction.
        package var threshold: Double

        package init(batchSize: Int, fractionOfPeak: Double, threshold: Double) {
            self.batchSize = batchSize
            self.fractionOfPeak = fractionOfPeak
            self.threshold = threshold
        }
    }

    /// The largest batch size that learns as well as the best; without trainings in full, the gradient noise scale.
    package struct Learns: Codable, Equatable, Sendable {
        package enum Measure: String, Codable, Sendable {
            case accuracy, noise
        }

        package var batchSize: Int
        /// Null where unknown, as with one seed.
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

    /// Cost of reaching the target at one batch size.
    package struct Candidate: Codable, Equatable, Sendable {
        /// Role of the batch size: the baseline, the recommended one, or the largest that was measured and fits.
        package enum Role: String, Codable, Sendable {
            case now, recommended, largest
        }

        package var name: Role
        package var batchSize: Int
        @Nullable package var seconds: Double?
        @Nullable package var samples: Double?
        @Nullable package var joules: Double?
        @Nullable package var price: Double?
        /// Time to any target over that at the baseline, or at the smallest candidate.
        @Nullable package var timeRatio: Double?
        @Nullable package var samplesRatio: Double?
        @Nullable package var energyRatio: Double?

        package init(name: Role, batchSize: Int) {
            self.name = name
            self.batchSize = batchSize
        }
    }

    /// One step of a batch size schedule: the share of the training's samples from which it applies, and its batch
    /// size.
    package struct ScheduleStep: Codable, Equatable, Sendable {
        package var fromFraction: Double
        package var batchSize: Int
        /// Learning rate, relative to that of the baseline.
        package var learningRateFactor: Double

        package init(fromFraction: Double, batchSize: Int, learningRateFactor: Double) {
            self.fromFraction = fromFraction
            self.batchSize = batchSize
            self.learningRateFactor = learningRateFactor
        }
    }

    /// The recommended batch size.
    package struct Recommendation: Codable, Equatable, Sendable {
        /// The limit of the recommended batch size, or the reason why it is optimal.
        package enum Limit: String, Codable, Sendable {
            case fits, pays, learns, objective, data, scan
        }

        package var batchSize: Int
        /// Always 1: kept for the schema of the document.
        package private(set) var accumulationSteps = 1
        @Nullable package var learningRateFactor: Double?
        /// The closed form `sqrt(b_half Bc)`, or that for energy, where both of its parts are known.
        @Nullable package var closedForm: Interval?
        package var objective: Objective
        package var limitedBy: Limit
        /// The reason, as the second half of a sentence, with any further sentences.
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

        /// The advice, in a few words.
        package var answer: String { Self.answer(batchSize) }

        private static func answer(_ batchSize: Int) -> String { "Train at a batch size of \(batchSize)" }

        /// Decodes documents from before `reason` was a separate field: `why` holds it behind the answer.
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
    /// The point with the lowest energy per sample; nil where energy is unknown.
    package var thriftiest: SweepDocument.Point? {
        filter { $0.joulesPerSample != nil }.min { $0.joulesPerSample ?? 0 < $1.joulesPerSample ?? 0 }
    }
}

extension SweepDocument {
    /// Law of the memory that limits the batch size first, or would.
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
    /// The largest batch size that fits by the fitted line.
    fileprivate var largestBatchSize: Double {
        bytesPerSample > 0 ? (Double(capacityBytes) - fixedBytes) / bytesPerSample : .infinity
    }
}
