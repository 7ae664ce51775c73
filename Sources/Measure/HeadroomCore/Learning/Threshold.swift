package import HeadroomSchema

/// The largest batch size up to which the test measure of an arm stays within a tolerance of the best.
///
/// The best is not selected before the comparison: a batch size is within the tolerance where it is so against each
/// candidate for the best, one by one. The certainty is that of the least certain of these comparisons, and needs no
/// correction for their number (Berger 1982, "Multiparameter hypothesis testing and acceptance sampling", Technometrics
/// 24, pages 295 to 300). `docs/measurements/learning.md` has how often it holds.
package struct Threshold: Codable, Equatable, Sendable {
    package var arm: Arm
    /// The largest batch size up to which the means are within the tolerance; null where none is.
    @Nullable package var batchSize: Int?
    /// Probability that this holds, from 0 to 1; null where unknown, as with one seed.
    @Nullable package var probability: Double?
    /// The largest batch size up to which it holds with 95 % certainty; null where none is.
    @Nullable package var sureBatchSize: Int?
    /// The ends of the interval: the largest batch size up to which it holds almost certainly, and the largest that
    /// cannot be excluded, at 97.5 % each for the arm with as many samples that goes furthest.
    @Nullable package var low: Int?
    @Nullable package var high: Int?
    /// Whether this is the largest tested batch size.
    package var isLargestTried: Bool

    /// The test measure of one kind of training, by seed.
    package struct Point: Equatable, Sendable {
        package var arm: Arm
        package var batchSize: Int
        /// Of the finished trainings; empty where one of them diverged, ran out of memory or was stopped early, so that
        /// the kind is not within the tolerance.
        package var values: [Int?: Double]

        package init(arm: Arm, batchSize: Int, values: [Int?: Double]) {
            self.arm = arm
            self.batchSize = batchSize
            self.values = values
        }
    }

    private static let sureness = 0.95
    /// Of the arms with as many samples the one that goes furthest is shown, so that the error is divided between them.
    private static let almostSureness = 1 - 0.025 / Double(Arm.ofEqualSamples.count)

    /// - Parameters:
    ///   - points: the arm's results at every tested batch size.
    ///   - rivals: the candidates for the best.
    ///   - baseline: the baseline batch size, at which all arms are one kind of training.
    ///   - resolution: the step in which the measure is counted; nil where the spread between seeds is unknown.
    package init?(
        arm: Arm,
        points: [Point],
        rivals: [Point],
        baseline: Int,
        resolution: Double?,
        measure: Metric,
        tolerance: Double
    ) {
        let points = points.sorted { $0.batchSize < $1.batchSize }
        guard points.contains(where: { !$0.values.isEmpty }), rivals.contains(where: { !$0.values.isEmpty })
        else { return nil }
        self.arm = arm
        let comparison = Comparison(
            rivals: rivals.filter { !$0.values.isEmpty },
            baseline: baseline,
            resolution: resolution,
            measure: measure,
            tolerance: tolerance
        )
        let chains = Chains(points: points.map(\.batchSize), baseline: baseline)
        let within = chains.largest(
            among: points.map(comparison.isWithinByMeans),
            best: points.indices.filter { !points[$0].values.isEmpty }
                .max { comparison.mean(points[$0]) < comparison.mean(points[$1]) }
        )
        let errors = chains.errors(points.map { comparison.errorOfWithin($0) })
        func sure(_ sureness: Double) -> Int? {
            points.indices.last { errors[$0] ?? 1 <= 1 - sureness }.map { points[$0].batchSize }
        }
        batchSize = within.map { points[$0].batchSize }
        isLargestTried = within == points.count - 1
        probability = within.flatMap { errors[$0] }.map { 1 - $0 }
        sureBatchSize = sure(Self.sureness)
        low = sure(Self.almostSureness)
        let beyond = points.map { comparison.errorOfBeyond($0) }
        let possible = points.indices.last {
            !points[$0].values.isEmpty && beyond[$0] ?? 1 > 1 - Self.almostSureness
        }
        high = beyond.contains { $0 != nil } ? possible.map { points[$0].batchSize } : nil
    }
}

/// Comparison of one kind of training with all candidates for the best.
private struct Comparison {
    let rivals: [Threshold.Point]
    let baseline: Int
    let resolution: Double?
    let measure: Metric
    let tolerance: Double

    func mean(_ point: Threshold.Point) -> Double {
        let mean = point.values.values.reduce(0, +) / Double(point.values.count)
        return measure.isHigherBetter ? mean : -mean
    }

    func isWithinByMeans(_ point: Threshold.Point) -> Bool {
        guard !point.values.isEmpty, let best = rivals.map(mean).max() else { return false }
        return mean(point) >= best - tolerance
    }

    /// The error probability of the claim that a point is within the tolerance of the best; nil where unknown.
    func errorOfWithin(_ point: Threshold.Point) -> Double? {
        guard !point.values.isEmpty else { return 1 }
        guard let differences = differences(point) else { return nil }
        // The least certain comparison of each number of seeds; the tails of the others are smaller.
        let least = Dictionary(
            differences.map { ($0.degreesOfFreedom, $0.deviations(above: -tolerance)) },
            uniquingKeysWith: min
        )
        return least.map { StudentT.cumulative(-$0.value, degreesOfFreedom: Double($0.key)) }.max() ?? 0
    }

    /// The error probability of the claim that a point is outside the tolerance; nil where unknown.
    ///
    /// One clearly better candidate is enough, so that the probability is that of one comparison times their number.
    func errorOfBeyond(_ point: Threshold.Point) -> Double? {
        guard let differences = differences(point) else { return nil }
        if differences.isEmpty { return 1 }
        let most = Dictionary(
            differences.map { ($0.degreesOfFreedom, $0.deviations(above: -tolerance)) },
            uniquingKeysWith: min
        )
        let least = most.map { StudentT.cumulative($0.value, degreesOfFreedom: Double($0.key)) }.min() ?? 1
        return min(1, least * Double(differences.count))
    }

    /// Differences from the point to each of its rivals, positive where it is better; nil where one cannot be compared.
    private func differences(_ point: Threshold.Point) -> [SeedDifference]? {
        guard let resolution else { return nil }
        var found: [SeedDifference] = []
        for rival in rivals where !isSame(rival, point) {
            let (own, other) = measure.isHigherBetter ? (point, rival) : (rival, point)
            guard let difference = SeedDifference(of: own.values, over: other.values, resolution: resolution) else {
                return nil
            }
            found.append(difference)
        }
        return found
    }

    private func isSame(_ one: Threshold.Point, _ other: Threshold.Point) -> Bool {
        one.batchSize == other.batchSize && (one.arm == other.arm || one.batchSize == baseline)
    }
}

/// The order in which batch sizes are tested: "up to" a batch size holds where it holds for every one before it.
///
/// Tests in an order that is fixed beforehand, until one fails, need no correction for their number (Maurer, Hothorn
/// and Lehmacher 1995; Westfall and Krishen 2001, Journal of Statistical Planning and Inference 99, pages 25 to 40).
/// There are two such orders, and the permitted error is divided between them: from the baseline on, and from the
/// smallest batch size on, for a command whose baseline is already too large.
private struct Chains {
    /// The share of the permitted error for the chain from the baseline on.
    private static let shareOfBaseline = 0.8

    private let count: Int
    private let baseline: Int?

    /// - Parameter points: the batch sizes in ascending order.
    init(points: [Int], baseline: Int) {
        count = points.count
        self.baseline = points.firstIndex(of: baseline)
    }

    /// The error to permit for "up to" each of the sizes, from that of each alone; nil where unknown.
    func errors(_ errors: [Double?]) -> [Double?] {
        var found = [Double?](repeating: nil, count: count)
        let isAlone = baseline == nil || baseline == 0
        for (start, share) in [
            (baseline, isAlone ? 1 : Self.shareOfBaseline), (0, isAlone ? 1 : 1 - Self.shareOfBaseline),
        ] {
            guard let start else { continue }
            var most = 0.0
            for index in start..<count {
                guard let error = errors[index] else { break }
                most = max(most, error)
                found[index] = min(found[index] ?? 1, min(1, most / share))
            }
        }
        return found
    }

    /// The end of the chain that goes furthest; where neither holds, that of the chain from the best size on; nil where
    /// none is within the tolerance.
    func largest(among isWithin: [Bool], best: Int?) -> Int? {
        func end(_ start: Int?) -> Int? { start.flatMap { isWithin[$0...].prefix { $0 }.indices.last } }
        return [end(baseline), end(0)].compactMap(\.self).max() ?? end(best)
    }
}
