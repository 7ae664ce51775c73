internal import CHeadroomTorch

extension Tensor {
    /// Computes the gradient of this tensor, of one element, and adds it to every tensor in its graph that requires
    /// one.
    ///
    /// - Parameter keepingGraph: whether the graph is kept for a second call.
    public func backward(keepingGraph: Bool = false) throws(TorchError) {
        try check(withHandle { ht_backward($0, keepingGraph) }, "backward")
    }

    /// The gradient accumulated by `backward()`; nil before the first and after `zeroGradients()`.
    public var gradient: Tensor? {
        get throws(TorchError) {
            var handle: ht_tensor?
            try check(withHandle { ht_gradient($0, &handle) }, "gradient")
            return Tensor.owning(handle)
        }
    }

    /// Replaces the accumulated gradient, which must have this tensor's shape, type and device; nil removes it.
    public func setGradient(_ gradient: Tensor?) throws(TorchError) {
        let status = withHandle { tensor in Tensor.withHandle(gradient) { ht_set_gradient(tensor, $0) } }
        try check(status, "setGradient")
    }

    /// Makes `backward()` store a gradient in this tensor as well, which is not a leaf of the graph.
    package func retainGradient() throws(TorchError) { _ = try Operators.retain.call([.tensor(self)]) }

    /// Sets, in place, whether operations on this tensor are recorded, and returns the tensor.
    @discardableResult
    public func requiresGradient(_ required: Bool) throws(TorchError) -> Tensor {
        try check(withHandle { ht_set_requires_gradient($0, required) }, "requiresGradient")
        return self
    }

    /// The same elements, detached from the graph; shares the memory of this tensor.
    public func detach() throws(TorchError) -> Tensor { try Operators.detach(.tensor(self)) }

    /// A copy of the tensor.
    public func clone() throws(TorchError) -> Tensor { try Operators.clone(.tensor(self)) }

    /// Overwrites the elements with those of another tensor, broadcast and converted; not recorded for gradients.
    public func copy(from source: Tensor) throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            _ = try Operators.copy(.tensor(self), .tensor(source))
        }
    }

    /// Makes this tensor use the memory, shape, type and device of another one, in place.
    func setData(_ source: Tensor) throws(TorchError) {
        try check(withHandle { tensor in source.withHandle { ht_tensor_set_data(tensor, $0) } }, "setData")
    }
}

private enum Operators {
    static let retain = Operator("aten::retain_grad")
    static let detach = Operator("aten::detach")
    static let clone = Operator("aten::clone")
    static let copy = Operator("aten::copy_")
}

/// Runs `body` without recording operations for `backward()`, for evaluation and parameter updates.
public func withoutGradients<Result>(_ body: () throws(TorchError) -> Result) throws(TorchError) -> Result {
    let before = ht_set_gradient_recording(false)
    defer { _ = ht_set_gradient_recording(before) }
    return try body()
}
