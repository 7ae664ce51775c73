/// What the elements of the gradients are multiplied by, as optimizers do that know their usual size.
package struct GradientScales {
    private let scales: [ObjectIdentifier: Tensor]

    /// Takes the scales of all parameters, each of its parameter's shape.
    package init(_ scales: [(parameter: Tensor, scale: Tensor)]) {
        self.scales = Dictionary(
            scales.map { (ObjectIdentifier($0.parameter), $0.scale) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The scale of a parameter, of its shape.
    package func of(_ parameter: Tensor) throws(TorchError) -> Tensor {
        guard let scale = scales[ObjectIdentifier(parameter)] else {
            throw invalidArgument("GradientScales", "a parameter of the shape \(parameter.shape) has no scale")
        }
        return scale
    }
}
