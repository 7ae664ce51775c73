import HeadroomTorch

/// A way to train a reconstruction: its networks and optimizer, and what a step computes.
protocol ReconstructionMethod {
    var networks: TrainingNetworks { get }
    /// It updates all networks that are trained.
    var optimizer: any Optimizer { get }

    /// Computes the gradients of the image VAE on samples; returns their mean loss, `[]`.
    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor

    /// Trains on samples; returns their mean loss, `[]`.
    func step(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor
}

extension ReconstructionMethod {
    func step(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let loss = try gradients(samples, at: moment)
        try optimizer.step()
        return loss
    }
}

/// A point of time in a training.
struct TrainingMoment {
    /// Number of steps before the current one.
    var step: Int
    /// Share of the training that is over, from 0 to 1; nil where its end is not known.
    var fraction: Double?

    /// Number of pictures of each sample in the step: one and three in turn, so that the model learns to use several.
    var views: Int { step.isMultiple(of: 2) ? 1 : 3 }
}
