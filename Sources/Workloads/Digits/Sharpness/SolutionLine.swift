package import HeadroomSchema
import HeadroomSharpness
package import HeadroomTorch

/// The line through two solutions, as in figures 3 and 4 of arXiv 1609.04836.
package enum SolutionLine {
    /// The points on the line: 25 from -1 to 2, as in the paper's own code.
    package static let alphas = (0..<25).map { -1 + 3 * Double($0) / 24 }

    /// The loss and accuracy at the points `alpha x_2 + (1 - alpha) x_1`.
    ///
    /// Running statistics of normalization are interpolated like the parameters. Afterwards `first` is restored.
    package static func points(
        from first: Sequential,
        to second: Sequential,
        on data: ImageSplit
    ) throws(TorchError) -> [SharpnessDocument.LinePoint] {
        let state = FlatTensors(first.state)
        let (one, other) = (try state.values(), try FlatTensors(second.state).values())
        let loss = ModelLoss(first)
        var points: [SharpnessDocument.LinePoint] = []
        for alpha in alphas {
            try state.write(zip(one, other).map { (1 - alpha) * $0 + alpha * $1 })
            let (training, test) = (try loss.evaluation(on: data.training), try loss.evaluation(on: data.test))
            points.append(
                SharpnessDocument.LinePoint(
                    alpha: alpha,
                    trainingLoss: training.loss.isFinite ? training.loss : nil,
                    trainingAccuracy: training.accuracy,
                    testLoss: test.loss.isFinite ? test.loss : nil,
                    testAccuracy: test.accuracy
                )
            )
        }
        try state.write(one)
        return points
    }

    /// The Euclidean distance between the parameters of two models.
    package static func distance(from first: Sequential, to second: Sequential) throws(TorchError) -> Double {
        let pairs = zip(try FlatTensors(first.parameters).values(), try FlatTensors(second.parameters).values())
        return pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
