/// Adjusted Rand index of two partitions of the same elements: 1 where they are equal, 0 as expected by chance.
///
/// Source: L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2 (1985).
package enum PartitionAgreement {
    package static func adjustedRand(_ first: [Int], _ second: [Int]) -> Double {
        struct Cell: Hashable {
            var first: Int
            var second: Int
        }
        func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
        func sum(_ counts: some Sequence<Int>) -> Double { counts.reduce(0) { $0 + pairs($1) } }
        let cells = Dictionary(zip(first, second).map { (Cell(first: $0, second: $1), 1) }, uniquingKeysWith: +)
        let both = sum(cells.values)
        let rows = sum(Dictionary(first.map { ($0, 1) }, uniquingKeysWith: +).values)
        let columns = sum(Dictionary(second.map { ($0, 1) }, uniquingKeysWith: +).values)
        let expected = rows * columns / max(1, pairs(first.count))
        let most = (rows + columns) / 2
        return most == expected ? 1 : (both - expected) / (most - expected)
    }
}
