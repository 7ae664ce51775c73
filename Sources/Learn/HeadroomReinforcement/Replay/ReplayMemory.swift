/// Replay memory: the latest experiences, from which batches are drawn at random.
///
/// Lin 1992; Mnih et al. 2015, algorithm 1. Consecutive experiences are correlated; random ones are almost independent,
/// as gradient descent requires.
public struct ReplayMemory<Observation> {
    /// Maximum number of experiences; then the oldest are replaced.
    public let capacity: Int
    var experiences = ExperienceBatch<Observation>()
    /// Index of the next experience.
    var position = 0

    /// Makes an empty memory, which allocates space as it fills.
    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Number of experiences.
    public var count: Int { experiences.count }

    /// Size of one experience, in bytes.
    public static var bytesPerExperience: Int {
        2 * MemoryLayout<Observation>.stride + MemoryLayout<Int32>.stride + 2 * MemoryLayout<Float>.stride
    }

    /// Stores an experience.
    ///
    /// - Returns: its index, valid until it is replaced.
    @discardableResult
    public mutating func append(_ experience: Experience<Observation>) -> Int {
        let index = position
        if count < capacity {
            experiences.append(experience)
        } else {
            experiences.replace(at: index, with: experience)
        }
        position = (position + 1) % capacity
        return index
    }

    /// Draws indices uniformly with replacement; the memory must not be empty.
    public func uniformIndices(_ batchSize: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
        (0..<batchSize).map { _ in Int.random(in: 0..<count, using: &generator) }
    }

    /// The experiences at the indices.
    public subscript(indices: [Int]) -> ExperienceBatch<Observation> { experiences.gathered(at: indices) }
}
