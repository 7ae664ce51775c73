public import HeadroomTorch

/// Networks that compute the values of all actions, `[batch, actions]`, from observations.
public enum QNetwork {
    /// The encoding of an observation, the first part of a network.
    public enum Input: Sendable, Equatable {
        /// A learned vector for each of `states` states; it is the first hidden layer.
        case embedding(states: Int)
        /// A one-hot code of the state.
        case oneHot(states: Int)
        /// Fixed features of each state: `[states][features]`.
        case features([[Float]])
        /// Real numbers, unchanged.
        case numbers(Int)
    }

    /// Makes a multilayer perceptron with ReLU between its layers.
    ///
    /// - Parameters:
    ///   - hidden: the widths of the hidden layers, from the input; at least one with an embedding, which is the first
    ///   layer.
    ///   - isDueling: whether the last layer is a ``DuelingHead``.
    public static func make(
        _ input: Input,
        hidden: [Int],
        actions: Int,
        isDueling: Bool
    ) throws(TorchError) -> Sequential {
        var modules: [any Layer] = []
        var width: Int
        var remaining = hidden[...]
        switch input {
        case .embedding(let states):
            guard let first = remaining.popFirst() else {
                throw TorchError(
                    code: .invalidArgument,
                    operation: "QNetwork",
                    message: "an embedding is the first hidden layer, and no hidden layer is asked for"
                )
            }
            modules += [try OneHotLinear(states, first), ReLU()]
            width = first
        case .oneHot(let states):
            modules.append(OneHot(states))
            width = states
        case .features(let rows):
            modules.append(try FeatureTable(rows))
            width = rows.first?.count ?? 0
        case .numbers(let count):
            width = count
        }
        for next in remaining {
            modules += [try Linear(width, next), ReLU()]
            width = next
        }
        modules.append(isDueling ? try DuelingHead(width, actions) : try Linear(width, actions))
        return Sequential(modules)
    }
}

/// A fixed table of feature rows: `[batch]` indices, `int64`, to `[batch, features]`.
public final class FeatureTable: Module, Layer {
    @Buffer private var rows: Tensor

    /// Makes a layer from rows of equal length.
    public init(_ rows: [[Float]]) throws(TorchError) {
        _rows = Buffer(wrappedValue: try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0]))
    }

    /// `[batch]`, `int64`, to `[batch, features]`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        try rows.indexSelect(dimension: 0, indices: indices)
    }
}

/// A dueling head: action values as the value of the state plus the advantages of the actions over their mean.
///
/// `Q(s, a) = V(s) + A(s, a) - mean_a A(s, a)` (Wang et al. 2016, equation 9). `[batch, features]` to
/// `[batch, actions]`.
public final class DuelingHead: Module, Layer {
    private let value: Linear
    private let advantage: Linear

    /// Makes a layer.
    public init(_ features: Int, _ actions: Int) throws(TorchError) {
        value = try Linear(features, 1)
        advantage = try Linear(features, actions)
    }

    /// `[batch, features]` to `[batch, actions]`.
    public func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        let advantages = try advantage(features)
        return try value(features) + advantages - advantages.mean(dimension: 1, keepDimension: true)
    }
}
