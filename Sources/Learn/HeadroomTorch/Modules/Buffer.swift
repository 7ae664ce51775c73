/// A tensor of a module that belongs to its state and is not learned by gradients, as a running mean.
///
///     final class Scale: Module, Layer {
///         @Buffer private var factor: Tensor
///         init(_ factor: Double) throws(TorchError) { self.factor = try .full([], factor) }
///         ..
///
/// It follows the module to its device and its scalar type.
@propertyWrapper public struct Buffer {
    /// The tensor.
    public var wrappedValue: Tensor
    /// Whether a checkpoint holds it; not where it follows from the module's settings, as a mask.
    let isSaved: Bool

    /// A tensor that checkpoints hold.
    public init(wrappedValue: Tensor) { self.init(wrappedValue: wrappedValue, isSaved: true) }

    /// A tensor, and whether checkpoints hold it.
    public init(wrappedValue: Tensor, isSaved: Bool) {
        self.wrappedValue = wrappedValue
        self.isSaved = isSaved
    }
}
