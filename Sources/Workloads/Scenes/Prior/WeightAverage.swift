import HeadroomTorch

/// The exponential average of a module's parameters over its training, from which diffusions draw.
///
/// Early averages cover fewer steps, so that they do not hold on to the initial weights.
final class WeightAverage {
    private let averages: [NamedTensor]
    private let parameters: [NamedTensor]
    private var steps = 0
    private let decay: Double

    init(of module: Module, decay: Double = 0.999) throws(TorchError) {
        self.decay = decay
        parameters = module.parameters
        averages = try module.parameters.map { entry throws(TorchError) in
            NamedTensor(entry.name, try entry.tensor.detach().clone())
        }
    }

    /// Includes the parameters after a step.
    func update() throws(TorchError) {
        steps += 1
        let weight = 1 - min(decay, Double(1 + steps) / Double(10 + steps))
        try withoutGradients { () throws(TorchError) in
            for (average, parameter) in zip(averages, parameters) {
                try average.tensor.interpolate(towards: parameter.tensor, weight)
            }
        }
    }

    /// Gives the module the averages.
    func apply() throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            for (average, parameter) in zip(averages, parameters) {
                try parameter.tensor.copy(from: average.tensor)
            }
        }
    }
}
