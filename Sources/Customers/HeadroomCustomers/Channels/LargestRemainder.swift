/// Divides an integer by the largest remainder method, so that the parts add up to it exactly.
enum LargestRemainder {
    /// - Parameters:
    ///   - shares: nonnegative, with the total as their sum up to rounding errors; ties go to the lower index.
    /// - Returns: integers that add up to the total; all 0 where there are no shares.
    static func distribute(_ total: Int64, _ shares: [Double]) -> [Int64] {
        var parts = shares.map { Int64(max(0, $0).rounded(.down)) }
        guard !shares.isEmpty else { return [] }
        var left = total - parts.reduce(0, +)
        // Remainders that differ only by rounding errors are equal.
        let remainders = zip(shares, parts).map { (($0 - Double($1)) * 1e6).rounded() }
        let order = shares.indices.sorted { (-remainders[$0], $0) < (-remainders[$1], $1) }
        while left > 0 {
            for place in order.prefix(Int(clamping: left)) { parts[place] += 1 }
            left -= min(left, Int64(order.count))
        }
        while left < 0, let place = order.last(where: { parts[$0] > 0 }) {
            parts[place] -= 1
            left += 1
        }
        return parts
    }
}
