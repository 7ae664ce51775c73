internal import Glibc
package import HeadroomTorch

/// Adam for a table of latent vectors, of which a step uses some rows: the others do not change by a bit.
///
/// Dense Adam goes on moving rows that had no gradient, by their old means. The number of steps, and so the correction
/// of the bias, is that of each row.
package final class RowAdam: Optimizer {
    package var learningRate: Double
    /// The rows of the next step, each once.
    package var rows: [Int64] = []

    private let name: String
    private let table: Tensor
    private let momentum, square, steps: Tensor
    private let beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8

    /// - Parameter table: `[rows, width]`.
    package init(_ table: NamedTensor, learningRate: Double = 1e-3) throws(TorchError) {
        (name, self.table, self.learningRate) = (table.name, table.tensor, learningRate)
        momentum = try .zeros(table.tensor.shape, device: table.tensor.device)
        square = try .zeros(table.tensor.shape, device: table.tensor.device)
        steps = try .zeros([table.tensor.shape[0], 1], device: table.tensor.device)
    }

    package var state: [NamedTensor] {
        [
            NamedTensor("\(name).momentum", momentum), NamedTensor("\(name).square", square),
            NamedTensor("\(name).steps", steps),
        ]
    }

    package func zeroGradients() throws(TorchError) { try table.setGradient(nil) }

    package func step() throws(TorchError) {
        guard !rows.isEmpty, let gradient = try table.gradient else { return }
        try withoutGradients { () throws(TorchError) in
            let indices = try Tensor(rows, shape: [rows.count], device: table.device)
            func part(_ tensor: Tensor) throws(TorchError) -> Tensor {
                try tensor.indexSelect(dimension: 0, indices: indices)
            }
            let slope = try part(gradient)
            let mean = try part(momentum) * beta1 + slope * (1 - beta1)
            let meanSquare = try part(square) * beta2 + slope * slope * (1 - beta2)
            let count = try part(steps) + 1
            // 1 - beta^count
            let correction1 = try 1 - (count * log(beta1)).exp()
            let correction2 = try 1 - (count * log(beta2)).exp()
            let step = try mean / correction1 / ((meanSquare / correction2).squareRoot() + epsilon)
            try table.setIndex([indices], to: part(table) - step * learningRate)
            try momentum.setIndex([indices], to: mean)
            try square.setIndex([indices], to: meanSquare)
            try steps.setIndex([indices], to: count)
        }
    }
}
