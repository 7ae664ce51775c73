/// How many seeds, and which of the long trainings, the time is enough for.
///
/// The two arms of as many samples come first. Fewer than three seeds say little, so that from there on the long trainings
/// are given up before the seeds: those with as many updates, from the largest batch size down, which has the most samples.
package struct StudyBudget: Sendable {
    private static let leastSeeds = 3
    /// Trainings may take longer than they are expected to.
    private static let reserve = 0.9

    package let seeds: Int
    /// The batch sizes of the trainings with as many updates that there is no time for.
    package let givenUp: Set<Int>

    /// - Parameters:
    ///   - equalSamples: what one seed of the arms of as many samples takes, in seconds.
    ///   - equalUpdates: what one training with as many updates takes, by its batch size, in seconds.
    package init(askedSeeds: Int, equalSamples: Double, equalUpdates: [Int: Double], seconds: Double) {
        let affordable = seconds * Self.reserve
        let sizes = equalUpdates.sorted { $0.key < $1.key }
        func count(ofUpdates seeds: Int) -> Int? {
            var total = Double(seeds) * equalSamples
            guard total <= affordable else { return nil }
            for (index, size) in sizes.enumerated() {
                total += Double(seeds) * size.value
                if total > affordable { return index }
            }
            return sizes.count
        }
        let least = min(askedSeeds, Self.leastSeeds)
        var chosen = (seeds: 1, updates: 0)
        // At least one training with as many updates is worth more than a fourth seed.
        func isEnough(_ seeds: Int) -> Bool { count(ofUpdates: seeds).map { $0 >= min(1, sizes.count) } ?? false }
        if let seeds = (least...askedSeeds).reversed().first(where: isEnough) {
            chosen = (seeds, count(ofUpdates: seeds) ?? 0)
        } else if let seeds = (1...askedSeeds).reversed().first(where: { count(ofUpdates: $0) != nil }) {
            chosen = (seeds, 0)
        }
        seeds = chosen.seeds
        givenUp = Set(sizes.dropFirst(chosen.updates).map(\.key))
    }
}
