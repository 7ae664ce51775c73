internal import CHeadroomTorch

/// Reduction of the losses of a batch to one number.
public enum LossReduction: Sendable {
    /// No reduction: one loss for each sample or element.
    case none
    /// Mean: the gradient does not depend on the batch size.
    case mean
    /// Sum: the gradient grows with the batch size.
    case sum

    /// The value of `at::Reduction`.
    fileprivate var raw: Int {
        switch self {
        case .none: 0
        case .mean: 1
        case .sum: 2
        }
    }
}

/// The cross entropy between the softmax of `logits` and the labels.
///
/// - Parameters:
///   - logits: `[batch, classes]`.
///   - labels: class indices, `[batch]`, `int64`, from 0 to `classes - 1`.
///   - labelSmoothing: the share of the correct class that is spread evenly over all classes (Szegedy et al. 2016,
///   arXiv 1512.00567), from 0 to 1.
/// - Returns: the loss, `[]`; `[batch]` without a reduction.
public func crossEntropy(
    _ logits: Tensor,
    _ labels: Tensor,
    reduction: LossReduction = .mean,
    labelSmoothing: Double = 0
) throws(TorchError) -> Tensor {
    guard labelSmoothing == 0, reduction != .none else {
        return try Operators.crossEntropy(
            .tensor(logits),
            .tensor(labels),
            .none,
            .integer(reduction.raw),
            .default,
            .real(labelSmoothing)
        )
    }
    return try logits.withResult("crossEntropy") { logits, out in
        labels.withHandle { ht_cross_entropy(logits, $0, reduction == .sum, out) }
    }
}

/// The mean or sum of `(prediction - target)^2`, for two tensors of the same shape.
public func meanSquaredError(
    _ prediction: Tensor,
    _ target: Tensor,
    reduction: LossReduction = .mean
) throws(TorchError) -> Tensor {
    try Operators.meanSquaredError(.tensor(prediction), .tensor(target), .integer(reduction.raw))
}

/// The Huber loss (Huber 1964), quadratic for errors up to `delta` and linear beyond, for tensors of the same shape.
public func huberLoss(
    _ prediction: Tensor,
    _ target: Tensor,
    delta: Double = 1,
    reduction: LossReduction = .mean
) throws(TorchError) -> Tensor {
    try Operators.huber(.tensor(prediction), .tensor(target), .integer(reduction.raw), .real(delta))
}

/// The cross entropy between the sigmoid of `logits` and targets from 0 to 1, for tensors of the same shape.
///
/// - Parameter positiveWeight: factor of the loss of targets of 1, for where these are rare; of a shape that broadcasts.
public func binaryCrossEntropy(
    logits: Tensor,
    _ target: Tensor,
    positiveWeight: Tensor? = nil,
    reduction: LossReduction = .mean
) throws(TorchError) -> Tensor {
    try Operators.binaryCrossEntropy(
        .tensor(logits),
        .tensor(target),
        .none,
        positiveWeight.map { .tensor($0) } ?? .none,
        .integer(reduction.raw)
    )
}

/// The mean or sum of `|prediction - target|`, for two tensors of the same shape.
public func absoluteError(
    _ prediction: Tensor,
    _ target: Tensor,
    reduction: LossReduction = .mean
) throws(TorchError) -> Tensor {
    try Operators.absoluteError(.tensor(prediction), .tensor(target), .integer(reduction.raw))
}

private enum Operators {
    static let absoluteError = Operator("aten::l1_loss")
    static let crossEntropy = Operator("aten::cross_entropy_loss")
    static let meanSquaredError = Operator("aten::mse_loss")
    static let huber = Operator("aten::huber_loss")
    static let binaryCrossEntropy = Operator("aten::binary_cross_entropy_with_logits")
}
