package import HeadroomSchema
import HeadroomSharpness
import HeadroomTorch
import HeadroomTraining

/// Measures the sharpness of one or two trained models, and the line between them.
package struct SharpnessStudy {
    /// A trained model with its name in the reports.
    package struct Candidate {
        package var name: String
        package var trained: TrainedModel

        package init(name: String, trained: TrainedModel) {
            self.name = name
            self.trained = trained
        }
    }

    package var epsilons = [1e-3, 5e-4]
    package var directions = 100
    package var iterations = 10
    /// The seed of the random directions and of the starting point of the maximization.
    package var seed: UInt64 = 0
    /// Paths or names of the L-BFGS-B library.
    package var libraries = BoundedMinimizer.libraryNames
    /// Called with a description of the current computation.
    package var progress: (String) -> Void = { _ in }

    package init() {}

    /// Measures everything that the options request.
    ///
    /// - Parameter second: a model of the same kind as the first; nil for one model only.
    package func document(
        _ first: Candidate,
        _ second: Candidate?,
        on data: ImageSplit
    ) throws -> SharpnessDocument {
        let models = [first, second].compactMap(\.self)
        if let second, second.trained.kind != first.trained.kind {
            throw WorkloadError(
                .data,
                "\(first.name) has the model \(first.trained.kind.rawValue) and \(second.name) has "
                    + "\(second.trained.kind.rawValue); a line lies between two solutions of one model"
            )
        }
        let count = first.trained.model.parameterCount
        guard directions <= count else {
            throw WorkloadError(
                .usage,
                "the model has \(count) parameters; --directions takes no more than that, and was \(directions)"
            )
        }
        let minimizer = Result { () throws(BoundedMinimizer.Missing) in try BoundedMinimizer(libraries: libraries) }
        var line: (points: [SharpnessDocument.LinePoint], distance: Double)?
        if let second {
            progress("the line")
            line = (
                try SolutionLine.points(from: first.trained.model, to: second.trained.model, on: data),
                try SolutionLine.distance(from: first.trained.model, to: second.trained.model)
            )
        }
        return SharpnessDocument(
            workload: Digits.name,
            model: first.trained.kind.rawValue,
            data: data.name,
            parameters: count,
            method: SharpnessDocument.Method(
                epsilons: epsilons,
                directions: directions,
                iterations: iterations,
                seed: seed,
                samples: data.training.stored
            ),
            solutions: try models.map { try solution($0, minimizer, on: data) },
            line: line?.points,
            distance: line?.distance
        )
    }

    private func solution(
        _ candidate: Candidate,
        _ minimizer: Result<BoundedMinimizer, BoundedMinimizer.Missing>,
        on data: ImageSplit
    ) throws -> SharpnessDocument.Solution {
        let model = candidate.trained.model
        let loss = ModelLoss(model)
        let training = try loss.evaluation(on: data.training)
        var solution = SharpnessDocument.Solution(
            name: candidate.name,
            batchSize: candidate.trained.batchSize,
            trainingLoss: training.loss.isFinite ? training.loss : nil,
            trainingAccuracy: training.accuracy,
            testAccuracy: try loss.evaluation(on: data.test).accuracy
        )
        let parameters = FlatTensors(model.parameters)
        let point = try parameters.values()
        do {
            let sharpness = Sharpness(minimizer: try minimizer.get(), iterations: iterations, seed: seed)
            let subspace = try RandomSubspace(parameters: point.count, directions: directions, seed: seed)
            let function: Sharpness.Loss = { try loss.value(at: $0, on: data.training, gradient: &$1) }
            solution.fullSpace = try epsilons.map {
                progress("\(candidate.name) in all parameters, epsilon \($0)")
                return SharpnessDocument.Sharpness(
                    epsilon: $0,
                    percent: try sharpness.percent(of: function, at: point, epsilon: $0)
                )
            }
            solution.randomSubspace = try epsilons.map {
                progress("\(candidate.name) in the subspace, epsilon \($0)")
                return SharpnessDocument.Sharpness(
                    epsilon: $0,
                    percent: try sharpness.percent(of: function, at: point, epsilon: $0, in: subspace)
                )
            }
        } catch let missing as BoundedMinimizer.Missing {
            solution.reason = missing.description
        } catch let error as NumericalError {
            solution.reason = error.description
        }
        try parameters.write(point)
        return solution
    }
}
