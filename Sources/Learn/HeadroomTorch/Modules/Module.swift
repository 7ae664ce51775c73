/// A layer or a model: trainable parameters and child modules.
///
///     final class Block: Module, Layer {
///         let norm1, norm2: LayerNorm
///         let attention: SelfAttention
///         let mlp: Sequential
///
///         func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {  // [batch, positions, channels]
///             let attended = try input + attention(norm1(input))
///             return try attended + mlp(norm2(attended))
///         }
///     }
///
/// The stored properties are its contents: a `Tensor` is a parameter, a ``Buffer`` is state that is not trained, a
/// `Module` is a child; also as an optional, in an array, a dictionary or a tuple. They are found by reflection once,
/// at the first use. Later assignments to a property have no effect on them, so the properties are best declared with
/// `let`. Their names are the property names in snake case, joined by dots, as in a state dictionary of PyTorch:
/// `blocks.0.norm1.weight`. A module defines its own call; ``Layer`` is the protocol for one input and one output.
open class Module {
    private lazy var contents = ModuleContents(of: self)

    /// Whether the module is in training mode: dropout is active, batch normalization uses the statistics of the batch.
    public private(set) final var isTraining = true

    /// Records the inputs and outputs of layers with parameters; nil while per-sample gradients are not requested.
    package final var record: ForwardRecord? {
        didSet { for child in children { child.module.record = record } }
    }

    /// Makes a module; the stored properties of its class are its contents.
    public init() {}

    /// The child modules with their names.
    open var children: [(name: String, module: Module)] { contents.children }

    /// Sets this module and all of its children to training or evaluation mode.
    public final func train(_ isTraining: Bool = true) {
        self.isTraining = isTraining
        for child in children { child.module.train(isTraining) }
    }

    /// Sets this module and all of its children to evaluation mode.
    public final func eval() { train(false) }
}

extension Module {
    /// The parameters of this module and of all of its children; a shared one is listed once.
    public final var parameters: [NamedTensor] {
        var seen: Set<ObjectIdentifier> = []
        return tensors(\.parameters).filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
    }

    /// State that is not trained, such as running statistics.
    public final var buffers: [NamedTensor] { tensors { $0.buffers.map(\.named) } }

    /// Parameters and saved buffers under all of their names, as in a checkpoint.
    public final var state: [NamedTensor] {
        tensors(\.parameters) + tensors { $0.buffers.filter(\.isSaved).map(\.named) }
    }

    /// Number of trainable values.
    public final var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.elementCount } }

    /// This module and its children at any depth.
    package final var modules: [Module] { [self] + children.flatMap(\.module.modules) }

    /// The parameters of this module without those of its children.
    final var ownParameters: [NamedTensor] { contents.parameters }

    private final func tensors(_ list: (ModuleContents) -> [NamedTensor]) -> [NamedTensor] {
        list(contents)
            + children.flatMap { child in
                child.module.tensors(list).map { NamedTensor("\(child.name).\($0.name)", $0.tensor) }
            }
    }

    /// Moves parameters and buffers to a device, in place: an optimizer keeps its references to them.
    public final func move(to device: Device) throws(TorchError) {
        for entry in parameters + buffers { try entry.tensor.setData(entry.tensor.to(device: device)) }
    }

    /// Converts parameters and buffers of real numbers to another type, in place.
    public final func convert(to scalarType: ScalarType) throws(TorchError) {
        for entry in parameters + buffers where entry.tensor.scalarType.isReal {
            try entry.tensor.setData(entry.tensor.to(scalarType))
        }
    }

    /// Copies tensors into the parameters and buffers of the same names.
    ///
    /// Throws where a name is missing or unknown, or a shape differs; nothing is changed then.
    public final func load(_ tensors: [NamedTensor]) throws(TorchError) {
        try assign(tensors, to: state, operation: "load")
    }
}

/// A module with one input and one output, for use in a ``Sequential``.
public protocol Layer: Module {
    /// Computes the output; each layer documents its shapes.
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor
}
