/// A tensor with the name it has in a model, for instance `0.weight`, as in a state dictionary of PyTorch.
public struct NamedTensor {
    /// Parts joined by dots, from the outermost module.
    public let name: String
    /// The tensor.
    public let tensor: Tensor

    /// Names a tensor.
    public init(_ name: String, _ tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}

/// A layer or a model: a function of tensors with parameters that can be learned.
public protocol Module: AnyObject {
    /// Computes the output; what shapes it takes is the layer's to say.
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor

    /// What is learned, under stable names.
    var parameters: [NamedTensor] { get }

    /// What belongs to the state but is not learned by gradients: running means.
    var buffers: [NamedTensor] { get }

    /// Whether the module behaves as in training: dropout drops, batch normalization uses the batch's own statistics.
    var isTraining: Bool { get set }
}

extension Module {
    /// Nothing, unless a module says otherwise.
    public var parameters: [NamedTensor] { [] }

    /// Nothing, unless a module says otherwise.
    public var buffers: [NamedTensor] { [] }

    /// Parameters and buffers: what a checkpoint holds.
    public var state: [NamedTensor] { parameters + buffers }

    /// The number of learned values.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.elementCount } }

    /// Moves parameters and buffers to a device, in place: an optimizer that holds them goes on holding them.
    public func move(to device: Device) throws(TorchError) {
        for entry in state {
            try entry.tensor.setData(entry.tensor.to(device: device))
        }
    }

    /// Converts parameters and buffers of real numbers to another type, in place.
    public func convert(to scalarType: ScalarType) throws(TorchError) {
        for entry in state where entry.tensor.scalarType.isReal {
            try entry.tensor.setData(entry.tensor.to(scalarType))
        }
    }

    /// Copies tensors into the parameters and buffers of the same names.
    ///
    /// Throws when a name is missing or unknown, or a shape differs; nothing has been changed then.
    public func load(_ tensors: [NamedTensor]) throws(TorchError) {
        try assign(tensors, to: state, operation: "load")
    }
}

/// Copies tensors into those of the same names; all names and shapes must agree.
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
