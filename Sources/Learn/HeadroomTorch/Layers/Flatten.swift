/// Merges all dimensions but the first: `[batch, ..]` to `[batch, features]`.
public final class Flatten: Module, Layer {
    /// `[batch, ..]` to `[batch, features]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.flatten(from: 1) }
}

/// Reshapes all dimensions but the first: `[batch, ..]` to `[batch] + shape`.
public final class Unflatten: Module, Layer {
    private let shape: [Int]

    /// Makes the layer.
    public init(_ shape: [Int]) { self.shape = shape }

    /// `[batch, ..]` to `[batch] + shape`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.reshape([input.shape.first ?? 1] + shape)
    }
}
