internal import CHeadroomTorch

/// An array of numbers of one type, of any rank, on one device; optionally with its gradient.
///
/// A tensor is a reference: operations return new tensors, except those documented as in place. Its memory is returned
/// when the last reference to it ends. It must stay on the thread that made it (see ``Engine``).
public final class Tensor {
    // Private to this file: a handle that outlives its tensor is a use after free.
    private let handle: ht_tensor

    private init(owning handle: ht_tensor) { self.handle = handle }

    /// Makes a tensor of the values' type, filled in row-major order.
    ///
    /// - Parameters:
    ///   - values: the elements, as many as the shape has.
    ///   - shape: the extents, outermost first; empty for a single number.
    ///   - device: the device of the tensor.
    public convenience init<Scalar: TensorScalar>(
        _ values: [Scalar],
        shape: [Int],
        device: Device = .cpu
    ) throws(TorchError) {
        guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, { $0 &* $1 }) == values.count else {
            throw invalidArgument("Tensor", "\(values.count) values do not fill the shape \(shape)")
        }
        var handle: ht_tensor?
        let status = values.withUnsafeBytes {
            Tensor.create(from: $0, Scalar.scalarType, shape: shape, device: device, &handle)
        }
        try check(status, "Tensor")
        self.init(owning: try Tensor.returned(handle, "Tensor"))
    }

    /// Makes a tensor from the bytes of its elements, contiguous and in row-major order; the caller checks their
    /// number.
    convenience init(
        bytes: [UInt8],
        scalarType: ScalarType,
        shape: [Int]
    ) throws(TorchError) {
        var handle: ht_tensor?
        let status = bytes.withUnsafeBytes {
            Tensor.create(from: $0, scalarType, shape: shape, device: .cpu, &handle)
        }
        try check(status, "Tensor")
        self.init(owning: try Tensor.returned(handle, "Tensor"))
    }

    deinit { ht_tensor_release(handle) }

    /// Calls `body` with the engine's handle, and keeps the tensor alive during the call.
    @inline(__always)
    func withHandle<Result>(_ body: (ht_tensor) -> Result) -> Result {
        withExtendedLifetime(self) { body(handle) }
    }

    /// Calls `body` with the handle of a tensor, or nil for nil.
    @inline(__always)
    static func withHandle<Result>(_ tensor: Tensor?, _ body: (ht_tensor?) -> Result) -> Result {
        withExtendedLifetime(tensor) { body(tensor?.handle) }
    }

    /// Calls `body` with the handles of a list of tensors, nil for nil.
    static func withHandles<Result>(
        _ tensors: [Tensor?],
        _ body: (UnsafeBufferPointer<ht_tensor?>) -> Result
    ) -> Result {
        withExtendedLifetime(tensors) {
            withUnsafeTemporaryAllocation(of: ht_tensor?.self, capacity: tensors.count) { handles in
                for (index, tensor) in tensors.enumerated() { handles.initializeElement(at: index, to: tensor?.handle) }
                return body(UnsafeBufferPointer(handles))
            }
        }
    }

    /// Takes ownership of the tensor that an engine call returns.
    @inline(__always)
    static func from(_ operation: StaticString, _ call: (inout ht_tensor?) -> ht_status) throws(TorchError) -> Tensor {
        var handle: ht_tensor?
        try check(call(&handle), operation)
        return Tensor(owning: try returned(handle, operation))
    }

    private static func returned(_ handle: ht_tensor?, _ operation: StaticString) throws(TorchError) -> ht_tensor {
        guard let handle else {
            throw TorchError(code: .torch, operation: "\(operation)", message: "no tensor was returned")
        }
        return handle
    }

    private static func create(
        from bytes: UnsafeRawBufferPointer,
        _ scalarType: ScalarType,
        shape: [Int],
        device: Device,
        _ handle: inout ht_tensor?
    ) -> ht_status {
        let sizes = shape.map(Int64.init)
        return ht_tensor_create(
            bytes.baseAddress,
            scalarType.rawValue,
            sizes,
            Int32(sizes.count),
            device.raw,
            &handle
        )
    }

    /// Takes ownership of a tensor; nil for nil.
    static func owning(_ handle: ht_tensor?) -> Tensor? { handle.map(Tensor.init(owning:)) }
}

extension Tensor {
    /// The engine's description of the tensor, without its elements.
    private var engineDescription: ht_description {
        var description = ht_description()
        _ = ht_tensor_describe(handle, &description)
        return description
    }

    /// Number of elements.
    public var elementCount: Int { withExtendedLifetime(self) { Int(engineDescription.element_count) } }

    /// Number of dimensions.
    public var rank: Int { withExtendedLifetime(self) { Int(engineDescription.rank) } }

    /// The extents of all dimensions, outermost first.
    public var shape: [Int] {
        withExtendedLifetime(self) {
            let rank = Int(engineDescription.rank)
            return [Int](unsafeUninitializedCapacity: rank) { sizes, count in
                sizes.withMemoryRebound(to: Int64.self) { sizes in
                    _ = ht_tensor_sizes(handle, sizes.baseAddress, Int32(rank))
                }
                count = rank
            }
        }
    }

    /// The type of the elements.
    public var scalarType: ScalarType {
        withExtendedLifetime(self) { ScalarType(rawValue: engineDescription.scalar_type) ?? .other }
    }

    /// The device of the tensor.
    public var device: Device {
        // Every tensor is made on a Device, so its device has a known kind.
        withExtendedLifetime(self) { Device(engineDescription.device) ?? .cpu }
    }

    /// Whether operations on the tensor are recorded for `backward()`.
    public var requiresGradient: Bool { withExtendedLifetime(self) { engineDescription.requires_gradient } }
}
