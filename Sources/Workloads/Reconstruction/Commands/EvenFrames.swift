/// Frames of a video of unknown length, evenly spaced, without all of them in memory.
///
/// Every frame is kept, then every second, every fourth and so on.
struct EvenFrames<Frame> {
    private var kept: [Frame] = []
    /// Number of frames from one that is kept to the next.
    private var spacing = 1
    private(set) var count = 0

    /// Greatest number of frames in memory; a returned frame is at most 1/512 of the video from its exact place.
    private static var capacity: Int { 512 }

    /// Takes the next frame, which is only made where it is kept.
    mutating func append<Failure: Error>(_ frame: () throws(Failure) -> Frame) throws(Failure) {
        if kept.count == Self.capacity {
            kept = stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
            spacing *= 2
        }
        if count.isMultiple(of: spacing) { kept.append(try frame()) }
        count += 1
    }

    /// Frames in the middle of equal parts of the video; all where there are fewer.
    func evenly(_ wanted: Int) -> [Frame] {
        Self.indices(wanted, of: count).map { kept[min(kept.count - 1, ($0 + spacing / 2) / spacing)] }
    }

    /// Indices in the middle of equal parts of a range; all where there are fewer.
    static func indices(_ wanted: Int, of count: Int) -> [Int] {
        count <= wanted ? Array(0..<count) : (0..<wanted).map { (2 * $0 + 1) * count / (2 * wanted) }
    }
}
