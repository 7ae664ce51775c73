import HeadroomFormat

/// Section of the report on segments, or on the reason why there are no segments.
struct SegmentsSection {
    let segments: CustomersDocument.Segments
    let currency: String

    /// The segments, and the ideal customers.
    var sections: [ReportSection] {
        let lookalike = LookalikeSection(
            lookalike: segments.lookalike,
            reason: segments.lookalikeReason,
            currency: currency
        )
        return [section, lookalike.section].compactMap { $0 }
    }

    private var section: ReportSection {
        ReportSection("Segments of customers", (table.map { [.table($0)] } ?? []) + sentences.map { .paragraph($0) })
    }

    private var table: ReportSection.Table? {
        segments.segments.isEmpty
            ? nil
            : (
                ["segment", "customers", "share", "mean value", "95 % interval"],
                segments.segments.map { segment in
                    [
                        segment.name, Format.count(segment.customers), Format.percent(segment.share),
                        segment.value.map { FigureText.grouped($0.value) } ?? "–",
                        segment.value.map { "\(FigureText.grouped($0.low)) to \(FigureText.grouped($0.high))" }
                            ?? "–",
                    ]
                }
            )
    }

    private var sentences: [String] {
        var sentences: [String] = []
        if let reason = segments.reason {
            // Some reasons begin with "no stable segments".
            sentences.append(reason.hasPrefix("no ") ? "No\(reason.dropFirst(2))." : "No segments: \(reason).")
        }
        if let snapshot = segments.snapshot, !segments.segments.isEmpty {
            sentences.append(
                "Customers are described as they were before \(snapshot). The mean value is the gross profit per customer in the "
                    + "\(segments.monthsAfter) months after that, less the acquisition cost of the channel where it is known, of "
                    + "\(Format.count(segments.customersHeldOut)) customers from whom the segments were not learned (\(currency))."
            )
            sentences += [comparison].compactMap(\.self)
        }
        return sentences
    }

    /// Sentence on whether the best segment is worth more than the next.
    private var comparison: String? {
        let ranked = segments.segments.compactMap { segment in segment.value.map { (segment.name, $0) } }
        guard ranked.count > 1, let low = Double(ranked[0].1.low), let high = Double(ranked[1].1.high) else {
            return nil
        }
        return low > high
            ? "The segment worth most: \(ranked[0].0)."
            : "The intervals of the first two segments overlap: which of them is worth more is not certain."
    }

    /// Reason why no number of segments is accepted.
    static func reason(_ trials: [CustomersDocument.Segments.Trial]) -> String {
        func gap(_ trial: CustomersDocument.Segments.Trial) -> Double {
            trial.spread / max(trial.expectedSpread, 1e-12)
        }
        guard let best = trials.min(by: { gap($0) < gap($1) }) else {
            return "the customers do not differ in any trait"
        }
        let figures =
            "the best division, into \(best.segments), leaves \(Format.percent(best.spread)) of the differences between "
            + "customers; among customers without segments it would leave \(Format.percent(best.expectedSpread))"
        if let stability = best.stability, stability < SegmentSearch.leastStability {
            return "no stable segments: the division into \(best.segments) has an adjusted Rand index of "
                + "\(Format.fixed(stability, decimals: 2)) over bootstrap samples, less than "
                + Format.fixed(SegmentSearch.leastStability, decimals: 1)
        }
        if best.isTighter, gap(best) <= SegmentSearch.greatestRatio, best.smallestShare < SegmentSearch.leastShare {
            return
                "no stable segments: the smallest of \(best.segments) has \(Format.percent(best.smallestShare)) of the "
                + "customers, less than \(Format.percent(SegmentSearch.leastShare))"
        }
        return "no stable segments: " + figures
    }
}
