package import HeadroomTorch

/// A perceptron with residual blocks.
package final class ResidualDenoiser: Module, Denoiser {
    let input: Linear
    let blocks: [ModulatedBlock]
    let output: Linear

    package init(width: Int, hidden: Int = 256) throws(TorchError) {
        input = try Linear(width, hidden)
        blocks = try (0..<3).map { _ throws(TorchError) in try ModulatedBlock(hidden) }
        output = try .zeroed(hidden, width)
    }

    package func callAsFunction(_ noisy: Tensor, _ level: Tensor) throws(TorchError) -> Tensor {
        var hidden = try input(noisy)
        for block in blocks { hidden = try block(hidden, level) }
        return try output(hidden.silu())
    }
}

extension Linear {
    /// A layer whose output is zero at the start.
    static func zeroed(_ inputs: Int, _ outputs: Int) throws(TorchError) -> Linear {
        let layer = try Linear(inputs, outputs)
        try withoutGradients { () throws(TorchError) in
            for entry in layer.parameters { try entry.tensor.multiply(by: 0) }
        }
        return layer
    }
}
