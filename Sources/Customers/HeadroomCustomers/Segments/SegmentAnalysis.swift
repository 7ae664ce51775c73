import HeadroomFormat
import HeadroomNumerics

/// Segments of a company's customers, learned before the snapshot and valued after it.
package struct SegmentAnalysis: Sendable {
    let company: Company
    let payments: CustomerPayments
    let bridge: MonthGrid
    let rates: ExchangeRates
    let zone: TimeZoneRule
    let until: Month?
    let grossMargin: Double
    let now: Int64

    package init(
        company: Company,
        payments: CustomerPayments,
        bridge: MonthGrid,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        until: Month?,
        grossMargin: Double,
        now: Int64
    ) {
        (self.company, self.payments, self.bridge) = (company, payments, bridge)
        (self.rates, self.zone, self.until) = (rates, zone, until)
        (self.grossMargin, self.now) = (grossMargin, now)
    }

    var revenue: RecurringRevenue { payments.revenue }

    package typealias Document = CustomersDocument.Segments

    /// Smallest number of customers at the snapshot.
    static let fewestCustomers = 100
    /// Largest number of customers from whom segments are learned.
    static let mostForSegments = 1000

    package func document() throws(CustomersError) -> Document { try result().document }

    /// The document, and the segment of each customer at the snapshot.
    package func result() throws(CustomersError) -> (document: Document, members: [SegmentMember]) {
        var document = Document(
            snapshot: nil,
            monthsAfter: 0,
            customers: 0,
            customersForSegments: 0,
            customersHeldOut: 0,
            traits: [],
            trials: [],
            segments: [],
            reason: nil,
            lookalike: nil,
            lookalikeReason: nil
        )
        guard let window = HistoryWindow(company, bridge: bridge, zone: zone, until: until, now: now) else {
            document.reason = "the history has fewer than \(2 * HistoryWindow.fewestMonths) months"
            document.lookalikeReason = document.reason
            return (document, [])
        }
        document.snapshot = CivilDay.text(zone.day(of: window.snapshot))
        document.monthsAfter = window.monthsAfter
        let value = try ValueAfter(
            company,
            revenue,
            window: window,
            rates: rates,
            zone: zone,
            grossMargin: grossMargin
        )
        let members = addSegments(to: &document, window, value)
        do {
            document.lookalike = try LookalikeAnalysis(
                company,
                payments,
                window: window,
                value: value
            ).document()
        } catch { document.lookalikeReason = error.reason }
        return (document, members)
    }

    private func addSegments(
        to document: inout Document,
        _ window: HistoryWindow,
        _ value: ValueAfter
    ) -> [SegmentMember] {
        let profiles = CustomerProfiles(at: window.snapshot, company, payments)
        let count = profiles.customers.count
        let learned = Array(0..<min(count / 2, Self.mostForSegments))
        let heldOut = Array(learned.count..<count)
        document.customers = count
        (document.customersForSegments, document.customersHeldOut) = (learned.count, heldOut.count)
        guard count >= Self.fewestCustomers else {
            document.reason = "there were fewer than \(Self.fewestCustomers) customers at the snapshot"
            return []
        }
        let scale = TraitScale(profiles, rows: learned)
        document.traits =
            scale.numbers.map { profiles.numbers[$0.index].trait.rawValue }
            + scale.markers.map { profiles.markers[$0.index].name }
        let search = SegmentSearch(scale.points(profiles, rows: learned))
        document.trials = search.candidates.map { candidate in
            Document.Trial(
                segments: candidate.clusterCount,
                spread: candidate.spread,
                expectedSpread: candidate.expectedSpread,
                isTighter: candidate.isTighter,
                stability: candidate.stability,
                expectedStability: candidate.referenceStability,
                smallestShare: candidate.smallestShare
            )
        }
        guard let best = search.best else {
            document.reason = SegmentsSection.reason(document.trials)
            return []
        }
        let others = best.clustering.assignments(of: scale.points(profiles, rows: heldOut))
        var generator = SeededGenerator(seed: 1, purpose: "value of segments")
        let segments = (0..<best.clusterCount).map { cluster in
            let own = learned.filter { best.clustering.labels[$0] == cluster }
            let tested = zip(heldOut, others).filter { $0.1 == cluster }.map(\.0)
            let features = SegmentFeatures(profiles, scale, rows: own, all: learned, currency: revenue.base)
            let mean = ValueAfter.mean(
                tested.map { value.value(of: profiles.customers[$0], company, payments) },
                using: &generator
            )
            let segment = Document.Segment(
                name: features.name,
                share: Double(own.count + tested.count) / Double(count),
                customers: own.count + tested.count,
                customersHeldOut: tested.count,
                value: mean.map { mean in
                    let texts = [mean.value, mean.low, mean.high].map { amount in
                        revenue.base.text(Int64(max(-1e15, min(1e15, amount.rounded()))))
                    }
                    return Document.ValueInterval(value: texts[0], low: texts[1], high: texts[2])
                },
                features: features.features
            )
            return (value: mean?.value ?? -.infinity, cluster: cluster, segment: segment)
        }
        let ranked = segments.sorted { ($0.value, $1.segment.name) > ($1.value, $0.segment.name) }
        document.segments = ranked.map(\.segment)
        var ranks = [Int](repeating: 0, count: best.clusterCount)
        for (rank, segment) in ranked.enumerated() { ranks[segment.cluster] = rank }
        return zip(learned + heldOut, best.clustering.labels + others).map { row, cluster in
            SegmentMember(
                customer: company.customers[profiles.customers[row]].id,
                rank: ranks[cluster] + 1,
                segment: ranked[ranks[cluster]].segment.name
            )
        }.sorted { ($0.rank, $0.customer) < ($1.rank, $1.customer) }
    }
}

/// A customer in a segment.
package struct SegmentMember: Equatable, Sendable {
    package var customer: String
    /// Rank of the segment by value, from 1.
    package var rank: Int
    package var segment: String

    /// Rows `customer_id, rank, segment`.
    package static func csv(_ members: [SegmentMember]) -> String {
        let rows = members.map { "\(CSVField.text($0.customer)),\($0.rank),\(CSVField.label($0.segment))" }
        return (["customer_id,rank,segment"] + rows).joined(separator: "\n") + "\n"
    }
}
