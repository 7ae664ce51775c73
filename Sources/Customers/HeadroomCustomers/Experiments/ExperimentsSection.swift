import HeadroomFormat

/// Section of the report on experiments, with a row for each outcome.
struct ExperimentsSection {
    let experiments: [CustomersDocument.Experiment]
    let currency: String

    var section: ReportSection? {
        guard !experiments.isEmpty else { return nil }
        return ReportSection(
            "Experiments",
            (table.body.isEmpty ? [] : [.table(table)]) + sentences.map { .paragraph($0) }
        )
    }

    private var table: ReportSection.Table {
        (
            ["experiment", "outcome", "treatment", "control", "total effect", "95 % interval", "p"],
            experiments.flatMap { experiment in
                [
                    experiment.newCustomers.map { effect in
                        [
                            experiment.id, "new customers of a \(experiment.unitKind.rawValue)",
                            figure(effect.treatment),
                            figure(effect.control), signed(effect.incremental),
                            interval(effect.incrementalLow.map(signed), effect.incrementalHigh.map(signed)),
                            Format.significant(effect.p, digits: 2),
                        ]
                    },
                    experiment.revenue.map { effect in
                        [
                            experiment.id, "revenue of a \(experiment.unitKind.rawValue) (\(currency))",
                            FigureText.grouped(effect.treatment), FigureText.grouped(effect.control),
                            FigureText.grouped(effect.incremental),
                            interval(
                                effect.incrementalLow.map(FigureText.grouped),
                                effect.incrementalHigh.map(FigureText.grouped)
                            ),
                            Format.significant(effect.p, digits: 2),
                        ]
                    },
                ].compactMap(\.self)
            }
        )
    }

    private var sentences: [String] {
        experiments.flatMap { experiment -> [String] in
            if let reason = experiment.reason { return ["\(experiment.id) is not measured: \(reason)."] }
            var sentences = [
                "\(experiment.id), \(experiment.start) to \(experiment.end): \(Format.count(experiment.treatmentUnits)) treated "
                    + "\(experiment.unitKind.rawValue)s and \(Format.count(experiment.controlUnits)) as control"
                    + (experiment.unitKind == .region
                        ? "; figures are changes from the period of the same length before, and intervals are by permutation."
                        : ".")
            ]
            if let effect = experiment.newCustomers {
                if let low = effect.incrementalLow, let high = effect.incrementalHigh, low <= 0, high >= 0 {
                    sentences.append("The interval of its new customers contains 0: an effect is not shown.")
                }
                if let spend = experiment.spend {
                    sentences.append(
                        "Spend on \(experiment.channel ?? "the channel") was \(FigureText.grouped(spend)) \(currency), "
                            + (experiment.costOfOne.map {
                                "\(FigureText.grouped($0)) for each additional customer."
                            }
                                ?? "and brought no additional customer.")
                    )
                }
            }
            return sentences + experiment.remarks
        }
    }

    private func figure(_ value: Double) -> String { Format.significant(value) }
    private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + Format.significant(value) }

    private func interval(_ low: String?, _ high: String?) -> String {
        low.flatMap { low in high.map { "\(low) to \($0)" } } ?? "–"
    }
}
