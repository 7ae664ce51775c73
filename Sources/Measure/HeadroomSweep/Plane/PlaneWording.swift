import HeadroomCore
import HeadroomFormat

/// Sentences on a plane, in the names of its axes.
struct PlaneWording {
    private let first: String
    private let second: String

    init(_ options: PlaneOptions) {
        first = options.first.name
        second = options.second.name
    }

    /// A point in words: `scenes 4, rays 256`.
    func place(_ point: PlanePoint) -> String {
        "\(first) \(Format.count(point.batchSize)), \(second) \(Format.count(point.other))"
    }

    /// The recommended point, and why.
    func why(chosen: PlaneChoice.Candidate, greatest: PlaneChoice.Candidate, paysAt: Double) -> String {
        let answer = "Train with \(place(chosen.point))"
        let step = "\(Format.count(chosen.point.points)) points a step"
        if chosen == greatest {
            return "\(answer): \(step) have the greatest throughput, "
                + "\(Format.rate(chosen.pointsPerSecond.value)) points/s, and no smaller step is known to reach "
                + "\(Format.percent(paysAt)) of it."
        }
        let ratio = chosen.pointsPerSecond.value / greatest.pointsPerSecond.value
        return "\(answer): the smallest step that was measured with at least \(Format.percent(paysAt)) of the greatest "
            + "throughput. \(step.prefix(1).uppercased() + step.dropFirst()) reach "
            + "\(Format.rate(chosen.pointsPerSecond.value)) points/s, \(Format.percent(ratio)) of the greatest, which "
            + "needs \(Format.count(greatest.point.points)) (\(place(greatest.point)))."
    }
}
