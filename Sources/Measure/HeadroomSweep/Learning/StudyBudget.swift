/// The number of seeds, and the long trainings, that fit into the time.
///
/// The two arms with as many samples come first. Fewer than three seeds are not informative, so from there on long
/// trainings are dropped before seeds: those with as many updates, from the largest batch size down, which has the most
/// samples.
package struct StudyBudget: Sendable {
    private static let leastSeeds = 3
    /// Share of the time to plan for, since trainings may take longer than expected.
    private static let reserve = 0.9

    package let seeds: Int
    /// Batch sizes without time for trainings with as many updates.
    package let givenUp: Set<Int>

    /// - Parameters:
    ///   - equalSamples: time of one seed of the arms with as many samples, in seconds.
    ///   - equalUpdates: time of one training with as many updates, by its batch size, in seconds.
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
