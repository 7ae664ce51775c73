extension [Bool] {
    /// The share of each pixel of a smaller square picture that this mask covers, from 0 to 255.
    ///
    /// - Parameter size: pixels on each side, a divisor of this mask's.
    package func coverage(size: Int) -> [UInt8] {
        let side = Int(Double(count).squareRoot().rounded())
        precondition(side * side == count && side.isMultiple(of: size))
        let scale = side / size
        var counts = Array<Int>(repeating: 0, count: size * size)
        for (index, isCovered) in enumerated() where isCovered {
            counts[index / side / scale * size + index % side / scale] += 1
        }
        return counts.map { UInt8($0 * 255 / (scale * scale)) }
    }
}
