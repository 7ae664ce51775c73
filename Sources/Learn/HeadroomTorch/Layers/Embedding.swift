/// A learned row for each of a number of things: `[..]` indices, `int64`, to `[.., width]`.
///
/// It is a linear layer over a one-hot code, without the multiplications by 0, and starts as such a layer does.
public final class Embedding: Module {
    private static let embedding = Operator("aten::embedding")

    /// `[count, width]`.
    public let weight: Tensor
    /// `[width]`, added to every row; or nil.
    public let bias: Tensor?
    /// Has no effect here.
    public var isTraining = true

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - count: of things that have a row; their indices are from 0 to below it.
    ///   - width: of a row.
    public init(_ count: Int, _ width: Int, bias: Bool = true) throws(TorchError) {
        guard count > 0, width > 0 else {
            throw invalidArgument("Embedding", "\(count) rows of \(width); both must be at least 1")
        }
        weight = try .initialized([count, width], fanIn: count)
        self.bias = bias ? try .initialized([width], fanIn: count) : nil
    }

    /// `[..]`, `int64`, to `[.., width]`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        let rows = try Embedding.embedding(.tensor(weight), .tensor(indices))
        return if let bias { try rows + bias } else { rows }
    }

    /// `weight` and `bias`.
    public var parameters: [NamedTensor] { named(weight: weight, bias: bias) }
}

/// One of a number of things as a row of zeros and a single one: `[..]` indices, `int64`, to `[.., count]`.
public final class OneHot: Module {
    private static let oneHot = Operator("aten::one_hot")

    private let count: Int
    /// Has no effect here.
    public var isTraining = true

    /// Makes a layer for indices from 0 to below `count`.
    public init(_ count: Int) { self.count = count }

    /// `[..]`, `int64`, to `[.., count]`, `float32`.
    public func callAsFunction(_ indices: Tensor) throws(TorchError) -> Tensor {
        try OneHot.oneHot(.tensor(indices), .integer(count)).to(.float32)
    }
}
