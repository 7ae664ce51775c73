/// The choice among points of a plane: the smallest step whose throughput is near the greatest.
///
/// The greatest throughput in points per second is nearly always that of the largest step, and large steps mean few
/// updates. So the smallest step is chosen that reaches a share of it.
package struct PlaneChoice: Equatable, Sendable {
    /// A point with its throughput.
    package struct Candidate: Equatable, Sendable {
        package var point: PlanePoint
        package var pointsPerSecond: Interval

        package init(point: PlanePoint, pointsPerSecond: Interval) {
            self.point = point
            self.pointsPerSecond = pointsPerSecond
        }
    }

    package let candidates: [Candidate]
    /// Share of the greatest throughput from which on a step pays.
    package let paysAt: Double

    package init(_ candidates: [Candidate], paysAt: Double) {
        self.candidates = candidates
        self.paysAt = paysAt
    }

    /// The candidate with the greatest throughput; of several, that with the smallest step.
    package var greatest: Candidate? {
        candidates.max {
            ($0.pointsPerSecond.value, -$0.point.points) < ($1.pointsPerSecond.value, -$1.point.points)
        }
    }

    /// Throughput from which on a step pays.
    package var thresholdPointsPerSecond: Double { paysAt * (greatest?.pointsPerSecond.value ?? 0) }

    private var paying: [Candidate] {
        candidates.filter { $0.pointsPerSecond.value >= thresholdPointsPerSecond }
    }

    /// The candidate with the fewest points in a step that pays; of several, that with the greatest throughput.
    package var recommended: Candidate? {
        paying.min { ($0.point.points, -$0.pointsPerSecond.value) < ($1.point.points, -$1.pointsPerSecond.value) }
    }

    /// Candidates that no other surpasses: none has a step as small with a greater throughput.
    package var frontier: [Candidate] {
        candidates.filter { candidate in
            !candidates.contains { other in
                let isSmaller = other.point.points <= candidate.point.points
                let isFaster = other.pointsPerSecond.value >= candidate.pointsPerSecond.value
                return isSmaller && isFaster
                    && (other.point.points < candidate.point.points
                        || other.pointsPerSecond.value > candidate.pointsPerSecond.value)
            }
        }
    }

    /// For each batch size the candidate with the smallest step that pays, in ascending order of the batch size.
    ///
    /// More samples with fewer points each average the gradient over more samples; fewer samples with more points each
    /// save the cost of a sample.
    package var trades: [Candidate] {
        Dictionary(grouping: paying, by: \.point.batchSize).values
            .compactMap { $0.min { $0.point.points < $1.point.points } }
            .sorted { $0.point.batchSize < $1.point.batchSize }
    }

    /// Points whose throughput has to be known better, since they decide: the greatest and those that may be it, the
    /// recommended, and those with smaller steps whose interval reaches the threshold.
    package var decisive: [PlanePoint] {
        guard let greatest, let recommended else { return [] }
        let threshold = thresholdPointsPerSecond
        let near = candidates.filter {
            $0.point.points < recommended.point.points && $0.pointsPerSecond.high >= threshold
                || $0.pointsPerSecond.high > greatest.pointsPerSecond.value
        }
        var points = [greatest.point]
        for point in [recommended.point] + near.map(\.point) where !points.contains(point) { points.append(point) }
        return points
    }
}
