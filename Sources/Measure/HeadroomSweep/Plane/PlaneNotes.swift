import HeadroomCore
import HeadroomFormat

/// Notes on a plane: the trade between its axes, and how far its figures can be trusted.
struct PlaneNotes {
    let options: PlaneOptions
    let law: PlaneTimeLaw?
    let choice: PlaneChoice

    var sentences: [String] { [trade, rangeEnds, departure, unmoved, risesOn].compactMap(\.self) }

    private var first: String { options.first.name }
    private var second: String { options.second.name }

    /// The trade among steps that pay, in samples and points.
    private var trade: String? {
        guard let chosen = choice.recommended,
            let more = choice.trades.filter({ $0.point.batchSize > chosen.point.batchSize })
                .min(by: { ($0.point.points, -$0.point.batchSize) < ($1.point.points, -$1.point.batchSize) })
        else { return nil }
        return
            "steps of more samples with fewer points each average the gradient of what all samples share over more of "
            + "them, but each sample costs time of its own; more points of a sample are cheaper. "
            + "\(PlaneWording(options).place(more.point)) pay too, with \(Format.count(more.point.points)) points a step"
    }

    /// A recommended point at the end of the second axis.
    private var rangeEnds: String? {
        guard let chosen = choice.recommended?.point, chosen.other == options.second.values.last,
            chosen.batchSize > options.first.values.first ?? 1
        else { return nil }
        return
            "\(second) \(Format.count(chosen.other)) end the range that was measured: beyond it, smaller steps of "
            + "fewer samples may pay as well, as in --axes \(first),\(second)=\(chosen.other)..\(4 * chosen.other)"
    }

    private var departure: String? {
        guard let (point, ratio) = law?.departure else { return nil }
        return "the step at \(PlaneWording(options).place(point)) takes \(Format.percent(abs(ratio))) "
            + "\(ratio > 0 ? "longer" : "less") than the time law says: the law is rough here"
    }

    /// A second axis without effect on the time.
    private var unmoved: String? {
        guard let law, law.secondsPerPoint == 0 else { return nil }
        return "the time of a step does not depend on \(second): does the command take it where {\(second)} stands?"
    }

    /// A throughput that still grows at the end of the ranges.
    private var risesOn: String? {
        guard let greatest = choice.greatest, let limit = law?.limitPointsPerSecond,
            greatest.pointsPerSecond.high < choice.paysAt * limit
        else { return nil }
        return "by the time law, steps beyond those measured reach up to \(Format.rate(limit)) points/s: the greatest "
            + "measured is \(Format.percent(greatest.pointsPerSecond.value / limit)) of it"
    }
}
