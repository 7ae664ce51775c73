/// A layer that computes the norm of its gradient for each sample of a batch, from its input and the gradient of its
/// output.
protocol SampleGradientNorms: Layer {
    /// Squared norms of the samples' shares of the gradient, over all parameters of the layer: `[batch]`.
    ///
    /// - Parameters:
    ///   - input: the input of the layer, `[batch, ..]`.
    ///   - outputGradient: the gradient of the loss by the output, `[batch, ..]`.
    ///   - scales: elementwise factors of the parameters' gradients; nil for 1.
    func sampleSquaredNorms(
        _ input: Tensor,
        outputGradient: Tensor,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Tensor
}

extension Module {
    /// Whether a ``ForwardRecord`` supports the module: every layer with parameters computes per-sample norms, and no
    /// parameter is used twice.
    package final var supportsSampleGradients: Bool {
        let learning = modules.filter { !$0.ownParameters.isEmpty }
        let parameters = learning.flatMap(\.ownParameters).map { ObjectIdentifier($0.tensor) }
        return learning.allSatisfy { $0 is any SampleGradientNorms } && Set(parameters).count == parameters.count
    }
}

extension Linear: SampleGradientNorms {
    /// The norm of a sample's gradient, the outer product of two vectors, is the product of their norms.
    ///
    /// Goodfellow 2015, arXiv 1510.01799, section 3. With scales, it is a bilinear form of the squared vectors in the
    /// matrix of squared scales. Over several positions the products add up to a matrix, which is computed.
    func sampleSquaredNorms(
        _ input: Tensor,
        outputGradient: Tensor,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Tensor {
        guard input.rank >= 2 else {
            throw invalidArgument("Linear", "the shape \(input.shape) has no dimension of samples")
        }
        guard input.rank == 2 else { return try overPositions(input, outputGradient, scales) }
        guard let scales else {
            let inputs = try input.rowNorms().squared()
            return try (bias == nil ? inputs : inputs + 1) * outputGradient.rowNorms().squared()
        }
        let seen = try input.squared().matmul(scales.of(weight).squared().transpose(0, 1))  // [batch, outputs]
        let weights = try (outputGradient.squared() * seen).sum(dimension: 1)
        return try adding(bias, outputGradient, scales, to: weights)
    }

    private func overPositions(
        _ input: Tensor,
        _ outputGradient: Tensor,
        _ scales: GradientScales?
    ) throws(TorchError) -> Tensor {
        // [batch, positions, features]
        let inputs = try input.flatten(from: 1, through: -2)
        let gradients = try outputGradient.flatten(from: 1, through: -2)
        let scale = try scales?.of(weight)
        let weights = try inParts(batch: input.shape[0], elements: weight.elementCount) { part throws(TorchError) in
            try part(gradients).transpose(1, 2).matmul(part(inputs)).scaled(by: scale).rowNorms().squared()
        }
        return try adding(bias, gradients.sum(dimension: 1), scales, to: weights)
    }
}

extension OneHotLinear: SampleGradientNorms {
    /// A sample's gradient is that of its row of the weight, and of the bias.
    func sampleSquaredNorms(
        _ input: Tensor,
        outputGradient: Tensor,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Tensor {
        guard input.rank == 1 else {
            throw invalidArgument("OneHotLinear", "the shape \(input.shape) has several indices for a sample, or none")
        }
        let scale = try scales?.of(weight).indexSelect(dimension: 0, indices: input)
        let rows = try outputGradient.scaled(by: scale).rowNorms().squared()
        return try adding(bias, outputGradient, scales, to: rows)
    }
}

extension Convolution: SampleGradientNorms {
    /// The per-sample gradients are computed by one convolution for all samples.
    func sampleSquaredNorms(
        _ input: Tensor,
        outputGradient: Tensor,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Tensor {
        guard input.rank == dimensions + 2 else {
            throw invalidArgument("Conv\(dimensions)d", "the shape \(input.shape) has no dimension of samples")
        }
        let scale = try scales?.of(weight)
        let weights = try inParts(batch: input.shape[0], elements: weight.elementCount) { part throws(TorchError) in
            let gradients = try sampleWeightGradients(part(input), outputGradient: part(outputGradient))
            return try gradients.scaled(by: scale).rowNorms().squared()
        }
        return try adding(bias, outputGradient.flatten(from: 2).sum(dimension: 2), scales, to: weights)
    }
}

/// Adds the squared norms of the samples' bias gradients where there is a bias: `[batch, outputs]` to `[batch]`.
private func adding(
    _ bias: Tensor?,
    _ gradients: Tensor,
    _ scales: GradientScales?,
    to norms: Tensor
) throws(TorchError) -> Tensor {
    guard let bias else { return norms }
    return try norms + gradients.scaled(by: scales?.of(bias)).rowNorms().squared()
}

/// Computes one value per sample in parts of a batch, which limits the memory for intermediate results.
///
/// - Parameters:
///   - elements: the number of intermediate values per sample.
///   - body: receives a function that takes its part of a tensor over the batch, and returns that part's values,
///   `[samples]`.
private func inParts(
    batch: Int,
    elements: Int,
    _ body: (_ part: (Tensor) throws(TorchError) -> Tensor) throws(TorchError) -> Tensor
) throws(TorchError) -> Tensor {
    let size = max(1, mostElements / max(1, elements))
    guard size < batch else { return try body { $0 } }
    var parts: [Tensor] = []
    for start in stride(from: 0, to: batch, by: size) {
        let length = min(size, batch - start)
        parts.append(
            try body { tensor throws(TorchError) in try tensor.narrow(dimension: 0, start: start, length: length) }
        )
    }
    return try .concatenate(parts)
}

/// 2 MiB in single precision, which fits into CPU caches.
private let mostElements = 1 << 19

extension Tensor {
    /// The norm of each sample's elements: `[batch, ..]` to `[batch]`.
    fileprivate func rowNorms() throws(TorchError) -> Tensor {
        let rows = rank > 2 ? try flatten(from: 1) : self
        return try rows.norm(dimensions: [1])
    }

    fileprivate func squared() throws(TorchError) -> Tensor { try self * self }

    fileprivate func scaled(by scale: Tensor?) throws(TorchError) -> Tensor {
        guard let scale else { return self }
        return try self * scale
    }
}
