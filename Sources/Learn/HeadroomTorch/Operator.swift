internal import CHeadroomTorch
internal import Synchronization

/// Any operator of libtorch, called by its name in `native_functions.yaml`.
///
/// It is looked up at the first call and cached; declare it once, as a `static let`:
///
///     static let clamp = Operator("aten::clamp")
///     let bounded = try clamp(.tensor(x), .real(0), .real(1))
///
/// Arguments are in the order of the operator's schema; missing ones take the schema's default values.
public final class Operator: Sendable {
    private let name: String
    private let overload: String
    private let found = Atomic<UInt>(0)

    /// Makes an operator, for instance `Operator("aten::sum", "dim_IntList")`, which is looked up at its first call.
    public init(_ name: String, _ overload: String = "") {
        self.name = name
        self.overload = overload
    }

    /// An argument of an operator.
    public enum Argument {
        /// The default value of the schema.
        case `default`
        /// None, for an optional argument.
        case none
        /// A tensor.
        case tensor(Tensor)
        /// A tensor, or None for nil.
        case optional(Tensor?)
        /// An integer, also as a `Scalar`.
        case integer(Int)
        /// A real number, also as a `Scalar`.
        case real(Double)
        /// A Boolean.
        case boolean(Bool)
        /// A list of integers, such as sizes or dimensions; or of Booleans, as 0 and 1.
        case integers([Int])
        /// A list of real numbers.
        case reals([Double])
        /// A list of tensors.
        case tensors([Tensor])
        /// A list of optional tensors.
        case optionals([Tensor?])
        /// A string.
        case text(String)
        /// An element type.
        case scalarType(ScalarType)
        /// The device of the result.
        case device(Device)
    }

    /// Calls an operator that returns one tensor.
    public func callAsFunction(_ arguments: Argument...) throws(TorchError) -> Tensor {
        let results = try call(arguments)
        guard let first = results.first, results.count == 1 else {
            throw invalidArgument(name, "\(results.count) tensors were returned where one was expected")
        }
        return first
    }

    /// Calls an operator that returns two tensors.
    func pair(_ arguments: Argument...) throws(TorchError) -> (Tensor, Tensor) {
        let results = try call(arguments)
        guard results.count == 2 else {
            throw invalidArgument(name, "\(results.count) tensors were returned where two were expected")
        }
        return (results[0], results[1])
    }

    /// Calls an operator that returns any number of tensors.
    public func call(_ arguments: [Argument]) throws(TorchError) -> [Tensor] {
        let handle = try find()
        var count: Int32 = 0
        let status = withExtendedLifetime(arguments) {
            Argument.withValues(arguments) { values in
                ht_operator_call(handle, values.baseAddress, Int32(values.count), &count)
            }
        }
        if status != HT_OK { throw failure(status, name) }
        return withUnsafeTemporaryAllocation(of: ht_tensor?.self, capacity: Int(count)) { results in
            ht_operator_results(results.baseAddress)
            return results.compactMap(Tensor.owning)
        }
    }

    private func find() throws(TorchError) -> ht_operator {
        if let known = ht_operator(bitPattern: found.load(ordering: .acquiring)) { return known }
        var handle: ht_operator?
        let status = ht_operator_find(name, overload, &handle)
        guard status == HT_OK, let handle else { throw failure(status, name) }
        found.store(UInt(bitPattern: handle), ordering: .releasing)
        return handle
    }
}

extension Operator.Argument {
    /// Calls `body` with the arguments in the engine's representation.
    fileprivate static func withValues(
        _ arguments: [Self],
        _ body: (UnsafeBufferPointer<ht_value>) -> ht_status
    ) -> ht_status {
        withUnsafeTemporaryAllocation(of: ht_value.self, capacity: arguments.count) { values in
            fill(values, with: arguments, from: 0) { body(UnsafeBufferPointer(values)) }
        }
    }

    /// Fills in the values from an index on; each recursion level keeps the list or string of its argument alive during
    /// the call.
    private static func fill(
        _ values: UnsafeMutableBufferPointer<ht_value>,
        with arguments: [Self],
        from index: Int,
        _ body: () -> ht_status
    ) -> ht_status {
        guard index < arguments.count else { return body() }
        func with(_ kind: Int, count: Int = 0, _ set: (inout ht_value) -> Void) -> ht_status {
            var value = ht_value()
            value.kind = Int32(kind)
            value.count = Int32(count)
            set(&value)
            values.initializeElement(at: index, to: value)
            return fill(values, with: arguments, from: index + 1, body)
        }
        switch arguments[index] {
        case .default: return with(HT_DEFAULT) { _ in }
        case .none: return with(HT_NONE) { _ in }
        case .tensor(let tensor): return tensor.withHandle { handle in with(HT_TENSOR) { $0.tensor = handle } }
        case .optional(let tensor):
            return Tensor.withHandle(tensor) { handle in with(HT_TENSOR) { $0.tensor = handle } }
        case .integer(let integer): return with(HT_INTEGER) { $0.integer = Int64(integer) }
        case .real(let real): return with(HT_REAL) { $0.real = real }
        case .boolean(let value): return with(HT_TRUTH) { $0.integer = value ? 1 : 0 }
        case .integers(let integers):
            return integers.map(Int64.init).withUnsafeBufferPointer { list in
                with(HT_INTEGERS, count: list.count) { $0.integers = list.baseAddress }
            }
        case .reals(let reals):
            return reals.withUnsafeBufferPointer { list in
                with(HT_REALS, count: list.count) { $0.reals = list.baseAddress }
            }
        case .tensors(let tensors):
            return Tensor.withHandles(tensors) { list in
                with(HT_TENSORS, count: list.count) { $0.tensors = list.baseAddress }
            }
        case .optionals(let tensors):
            return Tensor.withHandles(tensors) { list in
                with(HT_TENSORS, count: list.count) { $0.tensors = list.baseAddress }
            }
        case .text(let text): return text.withCString { text in with(HT_TEXT) { $0.text = text } }
        case .scalarType(let type): return with(HT_SCALAR_TYPE) { $0.integer = Int64(type.rawValue) }
        case .device(let device): return with(HT_DEVICE) { $0.device = device.raw }
        }
    }
}
