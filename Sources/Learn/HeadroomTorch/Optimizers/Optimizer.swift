internal import CHeadroomTorch

/// Updates parameters from their gradients.
public protocol Optimizer: AnyObject {
    /// The learning rate of the next step.
    var learningRate: Double { get set }

    /// Updates every parameter that has a gradient, in place.
    func step() throws(TorchError)

    /// Removes the gradients, before those of the next batch are computed.
    func zeroGradients() throws(TorchError)

    /// The state of the optimizer, named after the parameters; without the learning rate.
    var state: [NamedTensor] { get }
}

extension Optimizer {
    /// Restores a `state` for the same parameters and options.
    public func restore(_ state: [NamedTensor]) throws(TorchError) {
        try assign(state, to: self.state, operation: "restore")
    }
}

/// The engine's representation of an optimizer: parameters and state, passed once.
final class ParameterList {
    // Private to this file; the tensors are kept alive with it.
    private let handle: ht_optimizer
    private let lists: [Kind: [Tensor]]
    let state: [NamedTensor]

    /// - Parameter kinds: the kinds of state of each parameter.
    init(_ parameters: [NamedTensor], _ kinds: [Kind], operation: StaticString) throws(TorchError) {
        guard Set(parameters.map(\.name)).count == parameters.count else {
            throw invalidArgument("\(operation)", "two parameters have the same name")
        }
        var lists: [Kind: [Tensor]] = [:]
        var state: [NamedTensor] = []
        for kind in kinds {
            for parameter in parameters {
                let tensor = try kind.initial(for: parameter.tensor)
                lists[kind, default: []].append(tensor)
                state.append(NamedTensor("\(parameter.name).\(kind.rawValue)", tensor))
            }
        }
        var handle: ht_optimizer?
        let list = { (kind: Kind) in lists[kind] ?? [] }
        let status = Tensor.withHandles(parameters.map(\.tensor)) { all in
            Tensor.withHandles(list(.momentum)) { momenta in
                Tensor.withHandles(list(.square)) { squares in
                    Tensor.withHandles(list(.step)) { steps in
                        ht_optimizer_create(
                            all.baseAddress,
                            momenta.isEmpty ? nil : momenta.baseAddress,
                            squares.isEmpty ? nil : squares.baseAddress,
                            steps.isEmpty ? nil : steps.baseAddress,
                            Int32(all.count),
                            &handle
                        )
                    }
                }
            }
        }
        try check(status, operation)
        guard let handle else { throw failure(ht_status(HT_NOT_LOADED), "\(operation)") }
        self.handle = handle
        self.lists = lists
        self.state = state
    }

    /// The state tensors of one kind, in the order of the parameters.
    func tensors(_ kind: Kind) -> [Tensor] { lists[kind] ?? [] }

    deinit { ht_optimizer_release(handle) }

    /// Calls the engine with this list, and keeps it alive during the call.
    func call(_ operation: StaticString, _ body: (ht_optimizer) -> ht_status) throws(TorchError) {
        try check(withExtendedLifetime(self) { body(handle) }, operation)
    }

    func zeroGradients() throws(TorchError) {
        try call("zeroGradients") { ht_optimizer_zero_gradients($0) }
    }

    /// The kinds of state of a parameter.
    enum Kind: String {
        /// The running mean of its gradients, in its shape.
        case momentum
        /// The running mean of its squared gradients, in its shape.
        case square
        /// Number of steps taken, `[]`.
        case step

        private static let zerosLike = Operator("aten::zeros_like")

        func initial(for parameter: Tensor) throws(TorchError) -> Tensor {
            if self == .step { return try .zeros([], .float32, device: parameter.device) }
            return try Kind.zerosLike(.tensor(parameter))
        }
    }
}
