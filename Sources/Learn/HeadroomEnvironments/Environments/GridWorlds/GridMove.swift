/// A move on a bounded grid.
struct GridMove {
    let rowStep: Int
    let columnStep: Int

    /// The index of the cell after the move, in row-major order like `cell`.
    func moved(from cell: Int, rows: Int, columns: Int) -> Int {
        let row = min(max(cell / columns + rowStep, 0), rows - 1)
        let column = min(max(cell % columns + columnStep, 0), columns - 1)
        return row * columns + column
    }

    static let left = GridMove(rowStep: 0, columnStep: -1)
    static let down = GridMove(rowStep: 1, columnStep: 0)
    static let right = GridMove(rowStep: 0, columnStep: 1)
    static let up = GridMove(rowStep: -1, columnStep: 0)
}
