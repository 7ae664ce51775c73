/// What optimizers written over tensors need; under `withoutGradients`.
extension Tensor {
    private static let vectorNorm = Operator("aten::linalg_vector_norm")
    private static let multiplyInPlace = Operator("aten::mul_", "Scalar")
    private static let addInPlace = Operator("aten::add_", "Tensor")
    private static let greater = Operator("aten::gt", "Scalar")
    private static let select = Operator("aten::where", "ScalarOther")

    /// The root of the sum of the squares, one number; it stays on its device.
    func norm() throws(TorchError) -> Tensor { try Tensor.vectorNorm(.tensor(self)) }

    /// Multiplies every element, in place.
    func multiply(by factor: Double) throws(TorchError) {
        _ = try Tensor.multiplyInPlace(.tensor(self), .real(factor))
    }

    /// Adds so many times another tensor, in place.
    func add(_ other: Tensor, factor: Double) throws(TorchError) {
        _ = try Tensor.addInPlace(.tensor(self), .tensor(other), .real(factor))
    }

    /// The elements where another tensor's are above 0, else a number.
    func `where`(positive condition: Tensor, else other: Double) throws(TorchError) -> Tensor {
        try Tensor.select(.tensor(Tensor.greater(.tensor(condition), .integer(0))), .tensor(self), .real(other))
    }
}
