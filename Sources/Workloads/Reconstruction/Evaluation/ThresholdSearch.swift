/// The threshold of occupancy with the best mean overlap.
enum ThresholdSearch {
    static let candidates: [Float] = (1...18).map { Float($0) * 0.05 }

    /// - Parameter overlap: the mean overlap at a threshold, of shapes that no result is reported on.
    static func best(_ overlap: (Float) -> Double) -> Float {
        candidates.map { (threshold: $0, overlap: overlap($0)) }.max { $0.overlap < $1.overlap }!.threshold
    }
}
