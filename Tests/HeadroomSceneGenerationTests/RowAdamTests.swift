import HeadroomSceneGeneration
import HeadroomTorch
import TestSupport
import Testing

/// Adam for the rows of a table.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct RowAdamTests {
    init() throws { try loadEngine() }

    /// Gradients of a loss that is different in each row.
    private func slope(_ table: Tensor, rows: [Int64]) throws {
        let chosen = try table.indexSelect(dimension: 0, indices: Tensor(rows, shape: [rows.count]))
        try (chosen * chosen * chosen).sum().backward()
    }

    @Test func otherRowsDoNotChangeByABit() throws {
        let table = try Tensor.randn([6, 5]).requiresGradient(true)
        let optimizer = try RowAdam(NamedTensor("table", table), learningRate: 0.1)
        // All rows have momentum, which dense Adam would go on moving.
        for rows: [Int64] in [[0, 1, 2, 3, 4, 5], [1, 4]] {
            let before = try table.detach().clone()
            try optimizer.zeroGradients()
            try slope(table, rows: rows)
            optimizer.rows = rows
            try optimizer.step()
            for row in 0..<6 {
                let isSame = try before.select(dimension: 0, row).floats() == table.select(dimension: 0, row).floats()
                #expect(isSame == !rows.contains(Int64(row)), "row \(row) of \(rows)")
            }
        }
    }

    /// Where every row is in every step, it is Adam.
    @Test func withAllRowsItIsAdam() throws {
        let table = try Tensor.randn([4, 3]).requiresGradient(true)
        let other = try table.detach().clone().requiresGradient(true)
        let rows = try RowAdam(NamedTensor("table", table), learningRate: 0.02)
        rows.rows = [0, 1, 2, 3]
        let adam = try Adam([NamedTensor("other", other)], learningRate: 0.02)
        for _ in 0..<20 {
            for (optimizer, tensor) in [(rows, table), (adam, other)] as [(any Optimizer, Tensor)] {
                try optimizer.zeroGradients()
                try slope(tensor, rows: [0, 1, 2, 3])
                try optimizer.step()
            }
        }
        #expect(try table.detach().difference(other.detach()) < 1e-5)
    }

    /// The state that a checkpoint keeps continues the same way.
    @Test func itsStateIsRestored() throws {
        func make(_ values: Tensor) throws -> (Tensor, RowAdam) {
            let table = try values.detach().clone().requiresGradient(true)
            return (table, try RowAdam(NamedTensor("table", table), learningRate: 0.05))
        }
        let (table, optimizer) = try make(Tensor.randn([3, 2]))
        func step(_ table: Tensor, _ optimizer: RowAdam, _ rows: [Int64]) throws {
            try optimizer.zeroGradients()
            try slope(table, rows: rows)
            optimizer.rows = rows
            try optimizer.step()
        }
        try step(table, optimizer, [0, 2])
        let (copy, restored) = try make(table)
        try restored.restore(optimizer.state)
        try step(table, optimizer, [2, 1])
        try step(copy, restored, [2, 1])
        #expect(try table.detach().floats() == copy.detach().floats())
    }
}
