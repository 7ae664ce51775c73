/// A chain of layers; the parameters of the first are named `0.weight`, `0.bias`, and so on.
public final class Sequential: Module, Layer {
    /// The layers, in order of application.
    public let layers: [any Layer]

    /// Chains layers.
    public convenience init(_ layers: any Layer...) { self.init(layers) }

    /// Chains layers.
    public init(_ layers: [any Layer]) { self.layers = layers }

    /// Applies the layers in order and returns the output of the last.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        var output = input
        for layer in layers { output = try layer(output) }
        return output
    }

    /// The layers, named by their index.
    override public var children: [(name: String, module: Module)] {
        layers.enumerated().map { (name: "\($0.offset)", module: $0.element) }
    }
}
