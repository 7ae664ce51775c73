/// Elementwise factors of the gradients, as in optimizers that normalize gradients by their usual size.
package struct GradientScales {
    private let scales: [ObjectIdentifier: Tensor]

    /// Makes the scales from one tensor for each parameter, in the shape of the parameter.
    package init(_ scales: [(parameter: Tensor, scale: Tensor)]) {
        self.scales = Dictionary(
            scales.map { (ObjectIdentifier($0.parameter), $0.scale) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The scale of a parameter, in its shape.
    package func of(_ parameter: Tensor) throws(TorchError) -> Tensor {
        guard let scale = scales[ObjectIdentifier(parameter)] else {
            throw invalidArgument("GradientScales", "a parameter of the shape \(parameter.shape) has no scale")
        }
        return scale
    }
}
