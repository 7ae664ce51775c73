/// A learned vector for each index: `[..]`, `int64`, to `[.., width]`.
public final class Embedding: Module, Layer {
    /// The vectors, `[count, width]`.
    public let weight: Tensor

    /// Makes a layer with PyTorch's initial weights, drawn from the standard normal distribution.
    ///
    /// - Parameters:
    ///   - count: the number of vectors; indices are from 0 to `count - 1`.
    ///   - width: the number of elements of a vector.
    public init(_ count: Int, _ width: Int) throws(TorchError) {
        guard count > 0, width > 0 else {
            throw invalidArgument("Embedding", "\(count) vectors of \(width); both must be at least 1")
        }
        weight = try .randn([count, width]).requiresGradient(true)
    }

    /// `[..]`, `int64`, to `[.., width]`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        let rows = try Operators.embedding(.tensor(weight), .tensor(indices))
        try record?.add(self, input: indices, output: rows)
        return rows
    }
}

/// A linear layer over one-hot codes without the multiplications by 0: `[..]` indices, `int64`, to `[.., outputs]`.
///
/// The initial weights are those of a ``Linear`` layer with the same number of inputs.
public final class OneHotLinear: Module, Layer {
    /// The weights, `[inputs, outputs]`, one row for each index.
    public let weight: Tensor
    /// The bias, `[outputs]`.
    public let bias: Tensor

    /// Makes a layer with the initial weights of a linear layer.
    ///
    /// - Parameters:
    ///   - inputs: the width of the one-hot code; indices are from 0 to `inputs - 1`.
    ///   - outputs: the number of outputs.
    public init(_ inputs: Int, _ outputs: Int) throws(TorchError) {
        guard inputs > 0, outputs > 0 else {
            throw invalidArgument("OneHotLinear", "\(inputs) inputs and \(outputs) outputs; both must be at least 1")
        }
        weight = try .initialized([inputs, outputs], fanIn: inputs)
        bias = try .initialized([outputs], fanIn: inputs)
    }

    /// `[..]`, `int64`, to `[.., outputs]`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        let output = try Operators.embedding(.tensor(weight), .tensor(indices)) + bias
        try record?.add(self, input: indices, output: output)
        return output
    }
}

/// One-hot encoding: `[..]` indices, `int64`, to `[.., count]`.
public final class OneHot: Module, Layer {
    private let count: Int

    /// Makes a layer for indices from 0 to `count - 1`.
    public init(_ count: Int) { self.count = count }

    /// `[..]`, `int64`, to `[.., count]`, `float32`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        try Operators.oneHot(.tensor(indices), .integer(count)).to(.float32)
    }
}

private enum Operators {
    static let embedding = Operator("aten::embedding")
    static let oneHot = Operator("aten::one_hot")
}
