/// Shares a whole number by the method of the largest remainder, so that the parts add up to it exactly.
enum LargestRemainder {
    /// - Parameters:
    ///   - shares: of 0 or more, which add up to the total but for rounding errors; equal remainders go by place.
    /// - Returns: whole numbers that add up to the total; all 0 where there are no shares.
    static func distribute(_ total: Int64, _ shares: [Double]) -> [Int64] {
        var parts = shares.map { Int64(max(0, $0).rounded(.down)) }
        guard !shares.isEmpty else { return [] }
        var left = total - parts.reduce(0, +)
        // Remainders that differ by rounding errors alone are equal.
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
