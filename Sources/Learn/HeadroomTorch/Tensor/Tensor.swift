internal import CHeadroomTorch

/// An array of numbers of one type, of any rank, on one device; and, where asked for, its gradient.
///
/// A tensor is a reference: operations make new tensors, and only those that say so change one in place. Its memory
/// is returned as soon as the last reference to it ends. It belongs to the thread that made it (see ``Engine``).
public final class Tensor {
    // Private to this file: a handle that outlives its tensor is a use after free.
    private let handle: ht_tensor

    private init(owning handle: ht_tensor) { self.handle = handle }

    /// Makes a tensor of the values' type, filled in row-major order.
    ///
    /// - Parameters:
    ///   - values: as many as the shape holds.
    ///   - shape: the extents from the outermost; empty for a single number.
    ///   - device: where the tensor is put.
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

    /// Makes a tensor from the bytes of its elements, dense and in row-major order; the caller has counted them.
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

    /// Calls `body` with the engine's handle, and keeps the tensor alive until it has returned.
    @inline(__always)
    func withHandle<Result>(_ body: (ht_tensor) -> Result) -> Result {
        withExtendedLifetime(self) { body(handle) }
    }

    /// Calls `body` with the handle of a tensor, or with nil where there is none.
    @inline(__always)
    static func withHandle<Result>(_ tensor: Tensor?, _ body: (ht_tensor?) -> Result) -> Result {
        withExtendedLifetime(tensor) { body(tensor?.handle) }
    }

    /// Calls `body` with the handles of a list of tensors, nil for those that are absent.
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

    /// Takes over the tensor that a call of the engine hands out.
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

    /// Takes over a tensor, where there is one.
    static func owning(_ handle: ht_tensor?) -> Tensor? { handle.map(Tensor.init(owning:)) }
}

extension Tensor {
    /// What the engine knows of the tensor besides its elements.
    private var about: ht_description {
        var description = ht_description()
        _ = ht_tensor_describe(handle, &description)
        return description
    }

    /// The number of elements.
    public var elementCount: Int { withExtendedLifetime(self) { Int(about.element_count) } }

    /// The number of dimensions.
    public var rank: Int { withExtendedLifetime(self) { Int(about.rank) } }

    /// The extents of all dimensions, from the outermost.
    public var shape: [Int] {
        withExtendedLifetime(self) {
            let rank = Int(about.rank)
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
        withExtendedLifetime(self) { ScalarType(rawValue: about.scalar_type) ?? .other }
    }

    /// Where the tensor lives.
    public var device: Device {
        // Tensors are only ever put on a Device, so that no other kind can come back.
        withExtendedLifetime(self) { Device(about.device) ?? .cpu }
    }

    /// Whether operations on the tensor are recorded, so that `backward()` reaches it.
    public var requiresGradient: Bool { withExtendedLifetime(self) { about.requires_gradient } }
}
