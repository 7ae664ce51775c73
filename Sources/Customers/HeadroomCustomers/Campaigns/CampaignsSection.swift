import HeadroomFormat

/// Section of the report on e-mail campaigns.
struct CampaignsSection {
    let campaigns: CustomersDocument.Campaigns

    var section: ReportSection {
        ReportSection(
            "E-mail campaigns",
            [.table(table)] + (holdouts.map { [.table(title: "Control groups", $0)] } ?? []) + [.list(sentences)]
        )
    }

    private typealias Rate = CustomersDocument.Campaigns.Rate

    /// Rates over delivered e-mails.
    private var table: ReportSection.Table {
        (
            [
                "campaign", "sent", "delivered", "clicked", "paid after", "unsubscribed", "complained", "replied",
                "opened (inflated)",
            ],
            campaigns.campaigns.map { campaign in
                [campaign.campaign, Format.count(campaign.emails), Format.count(campaign.delivered.count)]
                    + [
                        campaign.clicked, campaign.converted, campaign.unsubscribed, campaign.complained,
                        campaign.replied, campaign.opened,
                    ].map(Self.text)
            }
        )
    }

    /// Campaigns with a control group; nil where there are none.
    private var holdouts: ReportSection.Table? {
        let body = campaigns.campaigns.compactMap { campaign in
            campaign.holdout.map { holdout in
                [
                    campaign.campaign, Self.text(holdout.treatment), Self.text(holdout.control),
                    holdout.difference.map { Self.points($0.difference) } ?? "–",
                    holdout.difference.map { "\(Self.points($0.low)) to \(Self.points($0.high))" } ?? "–",
                ]
            }
        }
        guard !body.isEmpty else { return nil }
        return (["campaign", "treatment paid", "control paid", "difference (points)", "95 % interval"], body)
    }

    private static func text(_ rate: Rate) -> String {
        guard let value = rate.rate, let low = rate.low, let high = rate.high else { return "–" }
        let (from, to) = (Format.percent(low).dropLast(2), Format.percent(high).dropLast(2))
        return "\(Format.percent(value)) (\(from) to \(to))"
    }

    /// A difference in percentage points.
    private static func points(_ value: Double) -> String {
        (value > 0 ? "+" : "") + Format.fixed(100 * value, decimals: 1)
    }

    private var sentences: [String] {
        var sentences = [
            "Rates are shares of the delivered e-mails, with 95 % intervals. Opens are inflated: mail programs open "
                + "images by themselves. \"Paid after\" is the share of customers who paid within "
                + "\(Format.count(campaigns.conversionDays)) days of delivery, for e-mails whose days had ended by "
                + "\(campaigns.dataUntil). It is what was observed, not what the e-mails caused."
        ]
        if let clicks = campaigns.clicks {
            let p = Format.significant(clicks.p, digits: 2)
            let differing = campaigns.campaigns.filter {
                ($0.clicksAgainstOthers.map { $0.low > 0 || $0.high < 0 }) == true
            }
            sentences.append(
                clicks.p < 0.05
                    ? "The click rates of the campaigns differ by more than chance explains (p \(p))."
                    : "The click rates of the campaigns differ by no more than chance may explain (p \(p))."
            )
            if clicks.p < 0.05, !differing.isEmpty {
                let names = differing.map { "\($0.campaign) (\(Self.points($0.clicksAgainstOthers?.difference ?? 0)))" }
                sentences.append(
                    "Click rates that differ from that of all other campaigns together, in points: \(names.joined(separator: ", "))."
                )
            }
        }
        for campaign in campaigns.campaigns {
            guard let holdout = campaign.holdout else { continue }
            guard let difference = holdout.difference else {
                sentences.append(
                    "\(campaign.campaign): in one group, the conversion days have not ended for any customer."
                )
                continue
            }
            let interval = "\(Self.points(difference.low)) to \(Self.points(difference.high))"
            sentences.append(
                difference.low > 0 || difference.high < 0
                    ? "\(campaign.campaign) changed the share of customers who paid by \(Self.points(difference.difference)) points (\(interval)), if its groups were drawn at random."
                    : "It is not certain whether \(campaign.campaign) changed the share of customers who paid: the difference of \(Self.points(difference.difference)) points (\(interval)) may be chance."
            )
            if holdout.inBothGroups > 0 {
                sentences.append(
                    "\(campaign.campaign): \(Format.count(holdout.inBothGroups)) customers are in both groups and were left out."
                )
            }
        }
        return sentences
    }

    /// CSV with a row for each campaign; undefined values are empty.
    package static func csv(_ campaigns: CustomersDocument.Campaigns?) -> String {
        let names = ["delivered", "bounced", "opened", "clicked", "replied", "unsubscribed", "complained", "converted"]
        let head =
            ["campaign", "first_sent", "last_sent", "emails", "customers"]
            + names.flatMap { [$0, "\($0)_of", "\($0)_rate", "\($0)_low", "\($0)_high"] }
            + ["holdout_difference", "holdout_low", "holdout_high"]
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let rows = (campaigns?.campaigns ?? []).map { campaign in
            let rates = [
                campaign.delivered, campaign.bounced, campaign.opened, campaign.clicked, campaign.replied,
                campaign.unsubscribed, campaign.complained, campaign.converted,
            ]
            let difference = campaign.holdout?.difference
            return [
                CSVField.label(campaign.campaign), campaign.firstSent, campaign.lastSent, "\(campaign.emails)",
                campaign.customers.map { "\($0)" } ?? "",
            ]
                + rates.flatMap { ["\($0.count)", "\($0.of)", number($0.rate), number($0.low), number($0.high)] }
                + [number(difference?.difference), number(difference?.low), number(difference?.high)]
        }
        return ([head] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }
}
