/// Agreement of two partitions of the same points.
package enum RandIndex {
    /// Adjusted Rand index (Hubert and Arabie, 1985): 1 for equal partitions, 0 expected for independent ones.
    package static func adjusted(_ first: [Int], _ second: [Int]) -> Double {
        // Labels may be negative, as -1 for an element of no group.
        let (low, left) = (first.min() ?? 0, second.min() ?? 0)
        let (rows, columns) = ((first.max() ?? 0) - low + 1, (second.max() ?? 0) - left + 1)
        var cells = [Int](repeating: 0, count: rows * columns)
        var (rowSums, columnSums) = ([Int](repeating: 0, count: rows), [Int](repeating: 0, count: columns))
        for (a, b) in zip(first, second) {
            cells[(a - low) * columns + b - left] += 1
            rowSums[a - low] += 1
            columnSums[b - left] += 1
        }
        func pairs(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
        let all = pairs([first.count])
        guard all > 0 else { return 1 }
        let (together, inFirst, inSecond) = (pairs(cells), pairs(rowSums), pairs(columnSums))
        let expected = inFirst * inSecond / all
        let most = (inFirst + inSecond) / 2
        return most == expected ? 1 : (together - expected) / (most - expected)
    }
}
