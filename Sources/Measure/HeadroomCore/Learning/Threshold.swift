package import HeadroomSchema

/// Up to which batch size the test measure of an arm stays within a tolerance of the best.
///
/// The best is not chosen first and then compared with: a batch size is within the tolerance where it is against each of
/// the kinds of training that may be the best, one by one. That is as sure as the least sure of these comparisons, and
/// needs no correction for their number (Berger 1982, "Multiparameter hypothesis testing and acceptance sampling",
/// Technometrics 24, pages 295 to 300). `docs/measurements/learning.md` has how often it holds.
package struct Threshold: Codable, Equatable, Sendable {
    package var arm: Arm
    /// The largest batch size up to which the means are within the tolerance; null where none is.
    @Nullable package var batchSize: Int?
    /// How sure that is, from 0 to 1; null where nothing tells, as with one seed.
    @Nullable package var probability: Double?
    /// The largest batch size up to which it is sure to 95 %; null where none is.
    @Nullable package var sureBatchSize: Int?
    /// The largest up to which it is almost sure, and the largest of which it cannot be ruled out: to 97.5 % each for the
    /// arm that goes furthest of those with as many samples.
    @Nullable package var low: Int?
    @Nullable package var high: Int?
    /// Whether no larger one was tried.
    package var isLargestTried: Bool

    /// The test measure of one kind of training, by seed.
    package struct Point: Equatable, Sendable {
        package var arm: Arm
        package var batchSize: Int
        /// Of the trainings that came to their end; empty where one of them diverged, ran out of memory, or could not win
        /// any more, so that the kind is not within the tolerance.
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
    ///   - points: of the arm, of every batch size that was tried.
    ///   - rivals: of which each may be the best.
    ///   - baseline: the batch size of today, at which all arms are one kind of training.
    ///   - resolution: the step in which the measure is counted; nil where nothing tells how seeds differ.
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

/// One kind of training against all that may be the best.
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

    /// The chance of an error where a point is said to be within the tolerance of the best; nil where nothing tells.
    func errorOfWithin(_ point: Threshold.Point) -> Double? {
        guard !point.values.isEmpty else { return 1 }
        guard let differences = differences(point) else { return nil }
        // The least sure comparison of each number of seeds; the tails of the others are smaller.
        let least = Dictionary(
            differences.map { ($0.degreesOfFreedom, $0.deviations(above: -tolerance)) },
            uniquingKeysWith: min
        )
        return least.map { StudentT.cumulative(-$0.value, degreesOfFreedom: Double($0.key)) }.max() ?? 0
    }

    /// The chance of an error where a point is said not to be within it; nil where nothing tells.
    ///
    /// One that is clearly better is enough, so that the chance is that of one comparison times their number.
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

    /// Of the point over each of its rivals, above zero where it is better; nil where one cannot be compared.
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

/// The order in which batch sizes are looked at: "up to" a batch size holds where it holds for every one before it.
///
/// Testing in an order that is fixed beforehand, until one fails, needs no correction for the number of tests (Maurer,
/// Hothorn and Lehmacher 1995; Westfall and Krishen 2001, Journal of Statistical Planning and Inference 99, pages 25 to
/// 40). There are two such orders, and the permitted error is divided between them: from the batch size of today on, and
/// from the smallest on, for a command whose batch size of today is too large already.
private struct Chains {
    /// The share of the permitted error of the chain from today's batch size on.
    private static let shareOfBaseline = 0.8

    private let count: Int
    private let baseline: Int?

    /// - Parameter points: the batch sizes in ascending order.
    init(points: [Int], baseline: Int) {
        count = points.count
        self.baseline = points.firstIndex(of: baseline)
    }

    /// The error that must be permitted for "up to" each of the sizes, from that of each alone; nil where nothing tells.
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
