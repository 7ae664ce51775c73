internal import CHeadroomTorch

extension Tensor {
    private static let zerosOperator = Operator("aten::zeros")
    private static let onesOperator = Operator("aten::ones")
    private static let fullOperator = Operator("aten::full")
    private static let randnOperator = Operator("aten::randn")
    private static let randOperator = Operator("aten::rand")
    private static let permutationOperator = Operator("aten::randperm")
    private static let rangeOperator = Operator("aten::arange")
    private static let linspaceOperator = Operator("aten::linspace")
    fileprivate static let pin = Operator("aten::pin_memory")

    /// A tensor of zeros.
    public static func zeros(
        _ shape: [Int],
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try zerosOperator(.integers(shape), .scalarType(scalarType), .none, .device(device))
    }

    /// A tensor of ones.
    public static func ones(
        _ shape: [Int],
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try onesOperator(.integers(shape), .scalarType(scalarType), .none, .device(device))
    }

    /// A tensor filled with one number.
    public static func full(
        _ shape: [Int],
        _ value: Double,
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try fullOperator(.integers(shape), .real(value), .scalarType(scalarType), .none, .device(device))
    }

    /// Random numbers from the standard normal distribution.
    public static func randn(
        _ shape: [Int],
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try randnOperator(.integers(shape), .scalarType(scalarType), .none, .device(device))
    }

    /// Random numbers from the uniform distribution over 0 to 1, excluding 1.
    public static func rand(
        _ shape: [Int],
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try randOperator(.integers(shape), .scalarType(scalarType), .none, .device(device))
    }

    /// The integers from 0 to `count - 1` in random order, as `int64`: the order of an epoch.
    public static func randomPermutation(_ count: Int, device: Device = .cpu) throws(TorchError) -> Tensor {
        try permutationOperator(.integer(count), .scalarType(.int64), .none, .device(device))
    }

    /// The integers from 0 to `count - 1`, as `int64`.
    public static func range(_ count: Int, device: Device = .cpu) throws(TorchError) -> Tensor {
        try rangeOperator(.integer(count), .scalarType(.int64), .none, .device(device))
    }

    /// Equally spaced numbers, including both ends.
    public static func linspace(
        _ first: Double,
        _ last: Double,
        count: Int,
        _ scalarType: ScalarType = .float32,
        device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try linspaceOperator(
            .real(first),
            .real(last),
            .integer(count),
            .scalarType(scalarType),
            .none,
            .device(device)
        )
    }
}

extension Tensor {
    /// Copies the elements to the host in row-major order; their type must be that of `Scalar`, or `UInt8`, which reads
    /// the bytes of any type.
    private func read<Scalar: TensorScalar>(as type: Scalar.Type) throws(TorchError) -> [Scalar] {
        var status = ht_status(HT_OK)
        let byteCount = elementCount * scalarType.byteCount
        let valueCount = byteCount / MemoryLayout<Scalar>.stride
        let values = [Scalar](unsafeUninitializedCapacity: valueCount) { buffer, count in
            status = withHandle { ht_tensor_read($0, buffer.baseAddress, Int64(byteCount)) }
            count = status == HT_OK ? valueCount : 0
        }
        try check(status, "read")
        return values
    }

    /// The bytes of the elements in row-major order.
    func bytes() throws(TorchError) -> [UInt8] { try read(as: UInt8.self) }

    /// The elements in row-major order, converted to single precision.
    public func floats() throws(TorchError) -> [Float] { try to(.float32).read(as: Float.self) }

    /// The elements in row-major order, converted to double precision.
    public func doubles() throws(TorchError) -> [Double] { try to(.float64).read(as: Double.self) }

    /// The elements in row-major order, converted to 64-bit integers.
    public func int64s() throws(TorchError) -> [Int64] { try to(.int64).read(as: Int64.self) }

    /// The value of a tensor with one element; synchronizes with its device.
    public func item() throws(TorchError) -> Double {
        var value = 0.0
        try check(withHandle { ht_tensor_item($0, &value) }, "item")
        return value
    }

    /// The tensor on another device, or itself where it is already there.
    ///
    /// - Parameter waits: whether to wait until the copy is complete. If false, a copy from pinned memory to a GPU is
    ///   asynchronous; later work on the GPU sees the complete copy.
    public func to(device: Device, waits: Bool = true) throws(TorchError) -> Tensor {
        try withResult("to") { ht_tensor_to($0, device.raw, waits, $1) }
    }

    /// The tensor in pinned host memory, for asynchronous copies to a GPU; needs a GPU.
    public func pinned() throws(TorchError) -> Tensor { try Tensor.pin(.tensor(self)) }

    /// The tensor converted to another element type, or itself where it already has that type.
    public func to(_ scalarType: ScalarType) throws(TorchError) -> Tensor {
        try withResult("to") { ht_tensor_to_type($0, scalarType.rawValue, $1) }
    }

    /// Calls the engine with this tensor, and takes ownership of the tensor it returns.
    @inline(__always)
    func withResult(
        _ operation: StaticString,
        _ call: (ht_tensor, UnsafeMutablePointer<ht_tensor?>) -> ht_status
    ) throws(TorchError) -> Tensor {
        try Tensor.from(operation) { out in withHandle { call($0, &out) } }
    }
}
