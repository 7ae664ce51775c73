package import HeadroomTorch

/// Rows of a table: inputs and targets.
package struct TabularData {
    /// `[rows, inputs]`.
    package let inputs: Tensor
    /// `[rows, 1]`.
    package let targets: Tensor
    package let count: Int

    /// - Parameter inputs: row by row.
    package init(_ inputs: [Float], width: Int, targets: [Float]) throws(TorchError) {
        count = targets.count
        self.inputs = try Tensor(inputs, shape: [count, width])
        self.targets = try Tensor(targets, shape: [count, 1])
    }

    private init(inputs: Tensor, targets: Tensor, count: Int) {
        (self.inputs, self.targets, self.count) = (inputs, targets, count)
    }

    package func moved(to device: Device) throws(TorchError) -> TabularData {
        TabularData(inputs: try inputs.to(device: device), targets: try targets.to(device: device), count: count)
    }

    /// - Parameter rows: indices, `[batch]`.
    package func batch(_ rows: Tensor) throws(TorchError) -> (inputs: Tensor, targets: Tensor) {
        (
            try inputs.indexSelect(dimension: 0, indices: rows),
            try targets.indexSelect(dimension: 0, indices: rows)
        )
    }
}
