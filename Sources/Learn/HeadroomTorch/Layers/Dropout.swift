/// Sets elements to 0 at random in training and scales up the others.
///
/// Srivastava et al. 2014.
public final class Dropout: Module, Layer {
    private static let dropout = Operator("aten::dropout")

    private let probability: Double

    /// Makes a layer.
    ///
    /// - Parameter probability: the probability of dropping an element, from 0 to 1.
    public init(_ probability: Double = 0.5) throws(TorchError) {
        guard (0...1).contains(probability) else {
            throw invalidArgument("Dropout", "\(probability) is not a probability; give a number from 0 to 1")
        }
        self.probability = probability
    }

    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try Dropout.dropout(.tensor(input), .real(probability), .boolean(isTraining))
    }
}
