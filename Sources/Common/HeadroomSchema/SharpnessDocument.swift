/// How sharp the minima are that trainings ended in, and the loss along the line between two of them.
package struct SharpnessDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.sharpness/1"

    package var schema = SharpnessDocument.currentSchema
    package var workload: String
    package var model: String
    /// The name of the data.
    package var data: String
    /// How many parameters the model has: the dimension of the full space.
    package var parameters: Int
    package var method: Method
    /// As they were named: the one of small batches first.
    package var solutions: [Solution]
    /// The points along the line; null where there is one solution only.
    @Nullable package var line: [LinePoint]?
    /// The Euclidean distance between the parameters of the two solutions; null where there is one only.
    @Nullable package var distance: Double?

    package init(
        workload: String,
        model: String,
        data: String,
        parameters: Int,
        method: Method,
        solutions: [Solution],
        line: [LinePoint]?,
        distance: Double?
    ) {
        self.workload = workload
        self.model = model
        self.data = data
        self.parameters = parameters
        self.method = method
        self.solutions = solutions
        self.line = line
        self.distance = distance
    }

    /// How the sharpness was computed.
    package struct Method: Codable, Equatable, Sendable {
        package var epsilons: [Double]
        /// The dimension of the random subspace.
        package var directions: Int
        /// Iterations of L-BFGS-B.
        package var iterations: Int
        package var seed: UInt64
        /// The training samples over which the loss is the mean.
        package var samples: Int

        package init(epsilons: [Double], directions: Int, iterations: Int, seed: UInt64, samples: Int) {
            self.epsilons = epsilons
            self.directions = directions
            self.iterations = iterations
            self.seed = seed
            self.samples = samples
        }
    }

    /// A sharpness by Metric 2.1 of arXiv 1609.04836.
    package struct Sharpness: Codable, Equatable, Sendable {
        /// How far the box reaches.
        package var epsilon: Double
        /// By how much the loss can grow in the box, over 1 + loss, times 100.
        package var percent: Double

        package init(epsilon: Double, percent: Double) {
            self.epsilon = epsilon
            self.percent = percent
        }
    }

    /// What a training ended in.
    package struct Solution: Codable, Equatable, Sendable {
        package var name: String
        /// The batch size that it was trained with, where its file says so.
        @Nullable package var batchSize: Int?
        /// Null where it is infinite or no number, here and below.
        @Nullable package var trainingLoss: Double?
        package var trainingAccuracy: Double
        package var testAccuracy: Double
        /// In the space of all parameters; null where it could not be computed.
        @Nullable package var fullSpace: [Sharpness]?
        /// In the random subspace; null where it could not be computed.
        @Nullable package var randomSubspace: [Sharpness]?
        /// Why a sharpness is null; null where none is.
        @Nullable package var reason: String?

        package init(
            name: String,
            batchSize: Int?,
            trainingLoss: Double?,
            trainingAccuracy: Double,
            testAccuracy: Double
        ) {
            self.name = name
            self.batchSize = batchSize
            self.trainingLoss = trainingLoss
            self.trainingAccuracy = trainingAccuracy
            self.testAccuracy = testAccuracy
        }
    }

    /// A point `alpha x_2 + (1 - alpha) x_1` on the line through two solutions.
    package struct LinePoint: Codable, Equatable, Sendable {
        /// 0 at the first solution, 1 at the second.
        package var alpha: Double
        @Nullable package var trainingLoss: Double?
        package var trainingAccuracy: Double
        @Nullable package var testLoss: Double?
        package var testAccuracy: Double

        package init(
            alpha: Double,
            trainingLoss: Double?,
            trainingAccuracy: Double,
            testLoss: Double?,
            testAccuracy: Double
        ) {
            self.alpha = alpha
            self.trainingLoss = trainingLoss
            self.trainingAccuracy = trainingAccuracy
            self.testLoss = testLoss
            self.testAccuracy = testAccuracy
        }
    }
}
