package import HeadroomTorch

/// Models of rows of a table.
package enum TabularModel: String, Sendable, CaseIterable {
    /// One linear layer.
    case logistic
    /// Two hidden layers with ReLU.
    case network
    /// Two hidden layers with ReLU, and an output for each month of the horizon.
    case hazard

    package static let hidden = 64

    /// Makes the model: `[batch, inputs]` to `[batch, outputs]`.
    package func make(inputs: Int, outputs: Int = 1) throws(TorchError) -> Sequential {
        switch self {
        case .logistic: try Sequential(Linear(inputs, outputs))
        case .network, .hazard:
            try Sequential(
                Linear(inputs, Self.hidden),
                ReLU(),
                Linear(Self.hidden, Self.hidden),
                ReLU(),
                Linear(Self.hidden, outputs)
            )
        }
    }

    /// Default learning rate of Adam, for the default batch size.
    package var defaultLearningRate: Double {
        switch self {
        case .logistic: 0.01
        case .network, .hazard: 0.001
        }
    }
}
