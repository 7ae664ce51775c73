/// The latest experiences, from which batches are drawn at random.
///
/// Lin 1992; Mnih et al. 2015, algorithm 1. /// Neighbours in time are alike; drawn from far apart they are almost independent, as gradient descent wants them.
public struct ReplayMemory<Observation> {
    /// How many experiences it holds at most; then the oldest make room.
    public let capacity: Int
    var experiences = ExperienceBatch<Observation>()
    /// Where the next one goes once the memory is full.
    var position = 0

    /// Makes an empty memory, which takes space as it fills.
    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// How many experiences it holds.
    public var count: Int { experiences.count }

    /// What one experience takes.
    public static var bytesPerExperience: Int {
        2 * MemoryLayout<Observation>.stride + MemoryLayout<Int32>.stride + 2 * MemoryLayout<Float>.stride
    }

    /// Remembers an experience.
    ///
    /// - Returns: its index, until another takes its place.
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

    /// Indices drawn with equal probabilities, with replacement; the memory must not be empty.
    public func uniformIndices(_ batchSize: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
        (0..<batchSize).map { _ in Int.random(in: 0..<count, using: &generator) }
    }

    /// The experiences at some indices.
    public subscript(indices: [Int]) -> ExperienceBatch<Observation> { experiences.gathered(at: indices) }
}
