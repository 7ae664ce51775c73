/// Layers one after the other; the parameters of the first are named `0.weight`, `0.bias`, and so on.
public final class Sequential: Module, Layer {
    /// The layers, from the input on.
    public let layers: [any Layer]

    /// Chains layers.
    public convenience init(_ layers: any Layer...) { self.init(layers) }

    /// Chains layers.
    public init(_ layers: [any Layer]) { self.layers = layers }

    /// The output of the last layer, each of which takes that of the one before.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        var output = input
        for layer in layers { output = try layer(output) }
        return output
    }

    /// The layers under their numbers.
    override public var children: [(name: String, module: Module)] {
        layers.enumerated().map { (name: "\($0.offset)", module: $0.element) }
    }
}
