import HeadroomDisplay
import HeadroomFormat

/// The learning curves of a reinforcement learning training.
struct ReinforcementCharts {
    typealias Point = ReinforcementDocument.Point

    let document: ReinforcementDocument

    static let explanation =
        "What a sample costs depends on what is scarce: the environment (steps in it), the device (updates), the memory's "
        + "bandwidth (samples replayed) or the day (seconds). Batch sizes compared over one of them may come in another "
        + "order over the next."

    /// Lower bound of the charts, at which smaller returns are drawn: their policies do not deliver.
    private static let floor = -200.0

    /// The return over environment steps, updates, samples and seconds.
    var returns: [LineChart] {
        [
            returns(over: "environment steps") { Double($0.environmentSteps) },
            returns(over: "updates") { Double($0.updates) },
            returns(over: "samples replayed") { Double($0.samples) },
            returns(over: "seconds", \.seconds),
        ]
    }

    var others: [LineChart] {
        [
            chart(
                "Success",
                "The share of episodes that end well, and how often an action is drawn at random.",
                axis: "share",
                range: 0...1,
                format: { Format.count($0 * 100) + " %" },
                [
                    .init(label: "success", color: "var(--blue)", points: points(\.successRate)),
                    .init(label: "epsilon", color: "var(--orange)", isDashed: true, points: points(\.epsilon)),
                ]
            ),
            chart(
                "Loss",
                "Of the latest batch before its update: it follows the targets, which move, and says little.",
                axis: "loss",
                kind: .logarithmic,
                format: { Format.significant($0, digits: 1) },
                [
                    .init(
                        label: "loss",
                        color: "var(--blue)",
                        points: document.points.map { (Double($0.environmentSteps), $0.loss) }
                    )
                ]
            ),
        ].filter { chart in chart.series.contains { $0.points.contains { $0.y != nil } } }
    }

    private func points(_ value: (Point) -> Double) -> [(x: Double, y: Double?)] {
        document.points.map { (Double($0.environmentSteps), value($0)) }
    }

    private func returns(over place: String, _ position: @escaping (Point) -> Double) -> LineChart {
        var chart = chart(
            "Return over \(place)",
            "Of the policy as it is, exactly over all starts; below \(Format.count(Self.floor)) is drawn there.",
            axis: "mean return",
            range: min(Self.floor, document.bestReturn - 1)...(document.bestReturn + 12),
            format: { Format.count($0) },
            [
                .init(
                    label: "return",
                    color: "var(--blue)",
                    points: document.points.map { (position($0), $0.meanReturn) }
                ),
                .init(
                    label: "the most that is possible",
                    color: "var(--green)",
                    isDashed: true,
                    points: document.points.map { (position($0), document.bestReturn) }
                ),
            ]
        )
        chart.placeTitle = place
        return chart
    }

    private func chart(
        _ title: String,
        _ explanation: String,
        axis: String,
        kind: Scale.Kind = .linear,
        range: ClosedRange<Double>? = nil,
        format: @escaping (Double) -> String,
        _ series: [LineChart.Series]
    ) -> LineChart {
        LineChart(
            title: title,
            explanation: explanation,
            axisTitle: axis,
            placeTitle: "environment steps",
            kind: kind,
            range: range,
            format: format,
            series: series
        )
    }
}
