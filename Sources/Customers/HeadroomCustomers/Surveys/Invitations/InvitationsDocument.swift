package import HeadroomDisplay
import HeadroomFormat
package import HeadroomSchema

/// Summary of the customers to ask.
package struct InvitationsDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.customers.ask/1"

    package var schema = InvitationsDocument.currentSchema
    package var scale: SurveyScale
    /// Day for which the list is made.
    package var on: String
    package var customers: Int
    package var asked: Int
    /// Number of answers for the width; null where the number of customers was given.
    @Nullable package var neededAnswers: Int?
    package var expectedAnswers: Double
    /// Expected width of the 95 % interval, in units of the statistic; null where it is not smaller than the range of the
    /// statistic.
    @Nullable package var expectedWidth: Double?
    /// Answers divided by delivered surveys so far; null without deliveries.
    @Nullable package var responseRate: Double?
    /// Whether the response rate is assumed, because too few surveys are known.
    package var assumesResponseRate: Bool
    /// Whether the largest possible variance of the scores is assumed, because too few scores are known.
    package var assumesSpread: Bool
    package var segments: [Segment]
    /// In the order of the checks; each excluded customer counts once.
    package var exclusions: [Exclusion]

    package struct Segment: Codable, Equatable, Sendable {
        package var segment: String
        package var customers: Int
        package var eligible: Int
        package var asked: Int
        package var responseRate: Double
        package var expectedAnswers: Double
    }

    package struct Exclusion: Codable, Equatable, Sendable {
        package var reason: Invitations.Exclusion
        package var customers: Int
    }

    package init(_ invitations: Invitations, scale: SurveyScale) {
        self.scale = scale
        on = invitations.day
        customers = invitations.customers
        asked = invitations.segments.reduce(0) { $0 + $1.asked.count }
        neededAnswers = invitations.neededAnswers
        expectedAnswers = invitations.segments.reduce(0) { $0 + $1.expectedAnswers }
        expectedWidth = invitations.expectedWidth
        responseRate = invitations.responseRate.value
        assumesResponseRate = invitations.assumesRate
        assumesSpread = invitations.assumesSpread
        segments = invitations.segments.map { segment in
            Segment(
                segment: segment.name,
                customers: segment.customers,
                eligible: segment.eligible,
                asked: segment.asked.count,
                responseRate: segment.responseRate,
                expectedAnswers: segment.expectedAnswers
            )
        }
        exclusions = Invitations.Exclusion.allCases.map {
            Exclusion(reason: $0, customers: invitations.exclusions[$0] ?? 0)
        }
    }

    private var table: (head: [String], body: [[String]]) {
        (
            ["segment", "customers", "may be asked", "asked", "response rate", "answers expected"],
            segments.map { segment in
                [
                    segment.segment, Format.count(segment.customers), Format.count(segment.eligible),
                    Format.count(segment.asked), Format.percent(segment.responseRate),
                    Format.fixed(segment.expectedAnswers, decimals: 1),
                ]
            }
        )
    }

    private var excluded: (head: [String], body: [[String]]) {
        (
            ["left out, by the first reason that applies", "customers"],
            exclusions.filter { $0.customers > 0 }.map { [$0.reason.text, Format.count($0.customers)] }
        )
    }

    private var sentences: [String] {
        var sentences = [
            "On \(on): \(Format.count(asked)) of \(Format.count(customers)) customers to ask, for about "
                + "\(Format.count(expectedAnswers)) answers."
        ]
        if let width = expectedWidth {
            let figure = scale == .csat ? Format.percent(width) : scale.text(width)
            sentences.append(
                "The 95 % interval of the \(scale.rawValue.uppercased()) is then expected to be \(figure) wide."
            )
        }
        if asked > 0, expectedWidth == nil {
            sentences.append("The 95 % interval is then expected to cover the whole scale: too few answers.")
        }
        if let needed = neededAnswers, expectedAnswers < Double(needed) - 0.5 {
            sentences.append(
                "That is fewer than the \(Format.count(needed)) answers for the requested width: too few customers may be asked."
            )
        }
        let missing = segments.filter { $0.asked == 0 }.map(\.segment)
        if !missing.isEmpty { sentences.append("No customers are asked in: \(missing.joined(separator: "; ")).") }
        if assumesResponseRate {
            sentences.append("The response rate is assumed (--response-rate), because fewer than 30 surveys are known.")
        }
        if assumesSpread {
            sentences.append("The largest possible variance of the scores is assumed, because fewer than 30 are known.")
        }
        return sentences + ["Nothing was sent."]
    }

    package func terminal(width: Int, style: TerminalStyle) -> String {
        let lines =
            [style.apply(.bold, "Customers to ask")] + TerminalText.grid(table, width: width, style: style)
            + (excluded.body.isEmpty ? [] : [""] + TerminalText.grid(excluded, width: width, style: style)) + [""]
            + sentences.flatMap { TerminalText.wrap($0, width: width - 2).map { "  " + $0 } }
        return lines.map(style.plain).joined(separator: "\n") + "\n"
    }
}
