/// A tensor with its name in a model, for instance `0.weight`, as in a state dictionary of PyTorch.
public struct NamedTensor {
    /// The names of the modules, outermost first, and of the property, joined by dots.
    public let name: String
    /// The tensor.
    public let tensor: Tensor

    /// Makes a named tensor.
    public init(_ name: String, _ tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}

/// Copies tensors into those with the same names; all names and shapes must match.
func assign(_ sources: [NamedTensor], to targets: [NamedTensor], operation: String) throws(TorchError) {
    let found = Dictionary(sources.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
    let known = Set(targets.map(\.name))
    if let unknown = sources.first(where: { !known.contains($0.name) }) {
        throw invalidArgument(operation, "'\(unknown.name)' is not part of this model")
    }
    for target in targets {
        guard let source = found[target.name] else {
            throw invalidArgument(operation, "'\(target.name)' is missing")
        }
        guard source.shape == target.tensor.shape else {
            throw invalidArgument(
                operation,
                "'\(target.name)' has the shape \(source.shape), and \(target.tensor.shape) is needed"
            )
        }
    }
    for target in targets {
        if let source = found[target.name] { try target.tensor.copy(from: source) }
    }
}
