/// A layer or a model: parameters that are learned, and the modules that it is made of.
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
/// The stored properties are its contents: a `Tensor` is a parameter, a ``Buffer`` is state that is not learned, a `Module` is
/// a child; also as an optional, in an array, a dictionary or a tuple. They are found by reflection, once, when they are
/// first asked for: what is assigned to a property afterwards is not seen, so that they are best `let`. Their names are the properties' names in snake case, joined by dots, as in a state dictionary of PyTorch:
/// `blocks.0.norm1.weight`. A module defines its own call; ``Layer`` is the protocol for one input and one output.
open class Module {
    private lazy var contents = ModuleContents(of: self)

    /// Whether the module behaves as in training: dropout drops, batch normalization uses the statistics of the batch.
    public private(set) final var isTraining = true

    /// Records what passes through the layers that learn; nil while gradients of samples are not asked for.
    package final var record: ForwardRecord? {
        didSet { for child in children { child.module.record = record } }
    }

    /// Makes a module, whose contents are the stored properties of its class.
    public init() {}

    /// The modules that it is made of, under their names.
    open var children: [(name: String, module: Module)] { contents.children }

    /// Has it and all of its modules behave as in training, or as outside of it.
    public final func train(_ isTraining: Bool = true) {
        self.isTraining = isTraining
        for child in children { child.module.train(isTraining) }
    }

    /// Has it and all of its modules behave as outside of training.
    public final func eval() { train(false) }
}

extension Module {
    /// The learned tensors of this module and of all of its modules; one that several of them share is listed once.
    public final var parameters: [NamedTensor] {
        var seen: Set<ObjectIdentifier> = []
        return tensors(\.parameters).filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
    }

    /// The state that is not learned: running statistics.
    public final var buffers: [NamedTensor] { tensors { $0.buffers.map(\.named) } }

    /// Parameters and buffers under all of their names: what a checkpoint holds.
    public final var state: [NamedTensor] {
        tensors(\.parameters) + tensors { $0.buffers.filter(\.isSaved).map(\.named) }
    }

    /// The number of learned values.
    public final var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.elementCount } }

    /// Itself and the modules that it is made of, at any depth.
    package final var modules: [Module] { [self] + children.flatMap(\.module.modules) }

    /// The parameters of this module alone, not of its children.
    final var ownParameters: [NamedTensor] { contents.parameters }

    private final func tensors(_ list: (ModuleContents) -> [NamedTensor]) -> [NamedTensor] {
        list(contents)
            + children.flatMap { child in
                child.module.tensors(list).map { NamedTensor("\(child.name).\($0.name)", $0.tensor) }
            }
    }

    /// Moves parameters and buffers to a device, in place: an optimizer that holds them goes on holding them.
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
    /// Throws when a name is missing or unknown, or a shape differs; nothing has been changed then.
    public final func load(_ tensors: [NamedTensor]) throws(TorchError) {
        try assign(tensors, to: state, operation: "load")
    }
}

/// A module of one input and one output, as chains are made of.
public protocol Layer: Module {
    /// Computes the output; which shapes it takes is said by each layer.
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor
}
