/// A tensor in the state of a module that is not trained by gradients, such as a running mean.
///
///     final class Scale: Module, Layer {
///         @Buffer private var factor: Tensor
///         init(_ factor: Double) throws(TorchError) { self.factor = try .full([], factor) }
///         ..
///
/// Moving or converting the module includes its buffers.
@propertyWrapper public struct Buffer {
    /// The tensor.
    public var wrappedValue: Tensor
    /// Whether checkpoints include it; false where it follows from the module's settings, such as a mask.
    let isSaved: Bool

    /// Makes a buffer that checkpoints include.
    public init(wrappedValue: Tensor) { self.init(wrappedValue: wrappedValue, isSaved: true) }

    /// Makes a buffer, with a choice of whether checkpoints include it.
    public init(wrappedValue: Tensor, isSaved: Bool) {
        self.wrappedValue = wrappedValue
        self.isSaved = isSaved
    }
}
