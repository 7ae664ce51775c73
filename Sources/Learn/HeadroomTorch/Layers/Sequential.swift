/// Modules one after the other; the parameters of the first are named `0.weight`, `0.bias`, and so on.
public final class Sequential: Module {
    /// The modules, from the input on.
    public let modules: [any Module]

    /// Chains modules.
    public init(_ modules: any Module...) { self.modules = modules }

    /// Chains modules.
    public init(_ modules: [any Module]) { self.modules = modules }

    /// What the last module makes of what the others made of the input.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        var output = input
        for module in modules {
            let input = output
            output = try module(input)
            try record?.add(module, input: input, output: output)
        }
        return output
    }

    /// Where it is written down what passes through the modules; nil while nobody looks.
    package var record: ForwardRecord? {
        didSet { for case let inner as Sequential in modules { inner.record = record } }
    }

    /// All modules, those of a chain within the chain in its place.
    package var layers: [any Module] {
        modules.flatMap { module in (module as? Sequential)?.layers ?? [module] }
    }

    /// Those of all modules.
    public var parameters: [NamedTensor] { prefixed(\.parameters) }

    /// Those of all modules.
    public var buffers: [NamedTensor] { prefixed(\.buffers) }

    /// Whether the modules behave as in training.
    public var isTraining = true {
        didSet { for module in modules { module.isTraining = isTraining } }
    }

    private func prefixed(_ list: (any Module) -> [NamedTensor]) -> [NamedTensor] {
        modules.enumerated().flatMap { index, module in
            list(module).map { NamedTensor("\(index).\($0.name)", $0.tensor) }
        }
    }
}
