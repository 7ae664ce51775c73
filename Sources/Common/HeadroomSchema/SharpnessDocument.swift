/// Sharpness of the minima that trainings converged to, and the loss along the line between two of them.
package struct SharpnessDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.sharpness/1"

    package var schema = SharpnessDocument.currentSchema
    package var workload: String
    package var model: String
    /// Name of the data set.
    package var data: String
    /// Number of parameters of the model: the dimension of the full space.
    package var parameters: Int
    package var method: Method
    /// Solutions in the order given by the user: the one trained with small batches first.
    package var solutions: [Solution]
    /// Points along the line; null for a single solution.
    @Nullable package var line: [LinePoint]?
    /// Euclidean distance between the parameters of the two solutions; null for a single solution.
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

    /// Method and settings of the sharpness computation.
    package struct Method: Codable, Equatable, Sendable {
        package var epsilons: [Double]
        /// Dimension of the random subspace.
        package var directions: Int
        /// Number of iterations of L-BFGS-B.
        package var iterations: Int
        package var seed: UInt64
        /// Number of training samples that the loss is averaged over.
        package var samples: Int

        package init(epsilons: [Double], directions: Int, iterations: Int, seed: UInt64, samples: Int) {
            self.epsilons = epsilons
            self.directions = directions
            self.iterations = iterations
            self.seed = seed
            self.samples = samples
        }
    }

    /// Sharpness by Metric 2.1 of arXiv 1609.04836.
    package struct Sharpness: Codable, Equatable, Sendable {
        /// Size of the box around the solution.
        package var epsilon: Double
        /// Maximum increase of the loss in the box, divided by 1 + loss, times 100.
        package var percent: Double

        package init(epsilon: Double, percent: Double) {
            self.epsilon = epsilon
            self.percent = percent
        }
    }

    /// Solution: the trained parameters of a model.
    package struct Solution: Codable, Equatable, Sendable {
        package var name: String
        /// Batch size of its training; null if its file does not contain it.
        @Nullable package var batchSize: Int?
        /// Null if infinite or NaN, here and below.
        @Nullable package var trainingLoss: Double?
        package var trainingAccuracy: Double
        package var testAccuracy: Double
        /// In the space of all parameters; null if it could not be computed.
        @Nullable package var fullSpace: [Sharpness]?
        /// In the random subspace; null if it could not be computed.
        @Nullable package var randomSubspace: [Sharpness]?
        /// Reason why a sharpness is null; null if none is.
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

    /// Point `alpha x_2 + (1 - alpha) x_1` on the line through two solutions.
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
