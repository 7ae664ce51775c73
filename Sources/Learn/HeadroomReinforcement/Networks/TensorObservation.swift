public import HeadroomTorch

/// An observation that can be converted to a tensor.
public protocol TensorObservation: Codable, Sendable {
    /// Converts several observations to one tensor, `[batch]` or `[batch, features]`.
    static func tensor(_ observations: [Self], device: Device) throws(TorchError) -> Tensor

    /// Converts a tensor from `tensor` back to observations.
    static func observations(_ tensor: Tensor) throws(TorchError) -> [Self]
}

/// The index of a state: `[batch]`, `int64`.
extension Int: TensorObservation {
    /// `[batch]`, `int64`.
    public static func tensor(_ observations: [Int], device: Device) throws(TorchError) -> Tensor {
        try Tensor(observations, shape: [observations.count], device: device)
    }

    /// Converts a tensor `[batch]`.
    public static func observations(_ tensor: Tensor) throws(TorchError) -> [Int] {
        try tensor.int64s().map { Int($0) }
    }
}

/// Four real numbers, such as the state of CartPole: `[batch, 4]`.
extension SIMD4<Float>: TensorObservation {
    /// `[batch, 4]`, `float32`.
    public static func tensor(_ observations: [Self], device: Device) throws(TorchError) -> Tensor {
        let numbers = observations.flatMap { [$0.x, $0.y, $0.z, $0.w] }
        return try Tensor(numbers, shape: [observations.count, 4], device: device)
    }

    /// Converts a tensor `[batch, 4]`.
    public static func observations(_ tensor: Tensor) throws(TorchError) -> [Self] {
        let numbers = try tensor.floats()
        return stride(from: 0, to: numbers.count, by: 4).map {
            SIMD4(numbers[$0], numbers[$0 + 1], numbers[$0 + 2], numbers[$0 + 3])
        }
    }
}
