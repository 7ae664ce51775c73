extension CompareDocument {
    /// The fastest commands at the smallest and at the largest batch size that every command was measured at.
    package static func findings(_ contestants: [Contestant]) -> [Finding] {
        let common = contestants.map { Set($0.points.map(\.batchSize)) }
        guard contestants.count > 1, let first = common.first else { return [] }
        let shared = common.dropFirst().reduce(first) { $0.intersection($1) }
        let ends = [shared.min(), shared.max()].compactMap(\.self)
        return (ends.first == ends.last ? Array(ends.prefix(1)) : ends).compactMap { finding(at: $0, contestants) }
    }

    private static func finding(at batchSize: Int, _ contestants: [Contestant]) -> Finding? {
        let rows = contestants.compactMap { contestant in
            contestant.points.first { $0.batchSize == batchSize }.map { (contestant.name, $0.samplesPerSecond) }
        }.sorted { $0.1.value > $1.1.value }
        guard let best = rows.first, let worst = rows.last, worst.1.value > 0 else { return nil }
        return Finding(
            batchSize: batchSize,
            fastest: rows.filter { $0.0 == best.0 || $0.1.overlaps(best.1) }.map(\.0),
            slowest: worst.0,
            ratio: best.1.value / worst.1.value
        )
    }
}
