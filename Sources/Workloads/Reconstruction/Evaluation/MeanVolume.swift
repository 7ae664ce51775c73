import HeadroomTorch

extension ViewDataset {
    /// Share of the shapes that fill each cell, `[z, y, x]`.
    ///
    /// - Parameter shapes: indices of shapes, not empty.
    func meanVolume(of shapes: [Int]) throws(TorchError) -> [Float] {
        // Shape by shape, since all of them as real numbers would need four times their memory.
        let sum = try Tensor.zeros(Array(volumes.shape[1...]), device: volumes.device)
        for shape in shapes { try sum.add(volumes.select(dimension: 0, shape).to(.float32)) }
        return try (sum / Double(shapes.count)).floats()
    }

    /// Share of the cells of all volumes that are occupied.
    func occupancy() throws(TorchError) -> Double {
        Double(try volumes.sum().item()) / Double(volumes.elementCount)
    }
}
