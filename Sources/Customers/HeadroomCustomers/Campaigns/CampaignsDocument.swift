package import HeadroomSchema

extension CustomersDocument {
    /// E-mail campaigns, sorted by their first e-mail.
    package struct Campaigns: Codable, Equatable, Sendable {
        /// Days after an e-mail in which a payment counts as a conversion.
        package var conversionDays: Int
        /// Day on which the data end; conversions include only e-mails whose conversion days had ended by then.
        package var dataUntil: String
        /// Opens are more than those by people, because mail programs load images automatically.
        package var opensAreInflated = true
        package var campaigns: [Campaign]
        /// Test that all campaigns have the same click rate; null for a single campaign and for few clicks.
        @Nullable package var clicks: EqualityTest?

        package struct Campaign: Codable, Equatable, Sendable {
            package var campaign: String
            /// Days of the first and the last e-mail.
            package var firstSent: String
            package var lastSent: String
            /// E-mails sent, without the control group.
            package var emails: Int
            /// null for a campaign of email_campaigns.csv.
            @Nullable package var customers: Int?
            /// Of the e-mails sent.
            package var delivered: Rate
            package var bounced: Rate
            /// Of the e-mails delivered; null where the files have no column for it.
            package var opened: Rate
            package var clicked: Rate
            package var replied: Rate
            package var unsubscribed: Rate
            package var complained: Rate
            /// Customers who paid in the days after delivery: an observed share, not the effect of the campaign.
            package var converted: Rate
            /// Difference of the click rate from that of all other campaigns together.
            @Nullable package var clicksAgainstOthers: Difference?
            /// Comparison with a control group; null without one.
            @Nullable package var holdout: Holdout?
        }

        package struct Rate: Codable, Equatable, Sendable {
            package var count: Int
            package var of: Int
            @Nullable package var rate: Double?
            /// Wilson's 95 % interval.
            @Nullable package var low: Double?
            @Nullable package var high: Double?

            init(_ rate: ObservedRate) {
                count = rate.count
                of = rate.trials
                self.rate = rate.value
                (low, high) = (rate.interval()?.low, rate.interval()?.high)
            }
        }

        /// Difference of two rates with Newcombe's interval.
        package struct Difference: Codable, Equatable, Sendable {
            package var difference: Double
            package var low: Double
            package var high: Double
            /// Confidence of the interval.
            package var confidence: Double
        }

        /// Conversions by assigned group; their difference is the effect of the campaign if the groups were drawn at random.
        package struct Holdout: Codable, Equatable, Sendable {
            package var treatment: Rate
            package var control: Rate
            /// null where a group has no customers whose conversion days have ended.
            @Nullable package var difference: Difference?
            /// Customers in both groups, who are left out.
            package var inBothGroups: Int
        }

        package struct EqualityTest: Codable, Equatable, Sendable {
            package var chiSquare: Double
            package var degreesOfFreedom: Int
            package var p: Double
        }

        /// Creates the document; nil without campaigns.
        init?(_ analysis: CampaignAnalysis, zone: TimeZoneRule, window: LookbackWindow) {
            guard !analysis.campaigns.isEmpty else { return nil }
            func day(_ time: Int64) -> String { CivilDay.text(zone.day(of: time)) }
            let clicks = analysis.campaigns.map { $0.rate(.clicked) }
            // Bonferroni's correction for one comparison per campaign.
            let confidence = 1 - 0.05 / Double(clicks.count)
            let z = ObservedRate.normalQuantile((1 + confidence) / 2)
            conversionDays = window.days
            dataUntil = day(analysis.end)
            self.clicks = ObservedRate.equality(clicks).map {
                EqualityTest(chiSquare: $0.chiSquare, degreesOfFreedom: $0.degreesOfFreedom, p: $0.p)
            }
            campaigns = analysis.campaigns.enumerated().map { index, campaign in
                let others = clicks.indices.filter { $0 != index }.reduce((0, 0)) {
                    ($0.0 + clicks[$1].count, $0.1 + clicks[$1].trials)
                }
                let difference = clicks[index].difference(from: ObservedRate(others.0, of: others.1), z: z)
                return Campaign(
                    campaign: campaign.name,
                    firstSent: day(campaign.firstSent),
                    lastSent: day(campaign.lastSent),
                    emails: campaign.emails,
                    customers: campaign.customers,
                    delivered: Rate(ObservedRate(campaign.delivered, of: campaign.emails)),
                    bounced: Rate(ObservedRate(campaign.bounced, of: campaign.emails)),
                    opened: Rate(campaign.rate(.opened)),
                    clicked: Rate(campaign.rate(.clicked)),
                    replied: Rate(campaign.rate(.replied)),
                    unsubscribed: Rate(campaign.rate(.unsubscribed)),
                    complained: Rate(campaign.rate(.complained)),
                    converted: Rate(campaign.conversions),
                    clicksAgainstOthers: difference.map {
                        Difference(difference: $0.value, low: $0.low, high: $0.high, confidence: confidence)
                    },
                    holdout: campaign.holdout.map { holdout in
                        Holdout(
                            treatment: Rate(holdout.treatment),
                            control: Rate(holdout.control),
                            difference: holdout.treatment.difference(from: holdout.control).map {
                                Difference(difference: $0.value, low: $0.low, high: $0.high, confidence: 0.95)
                            },
                            inBothGroups: holdout.inBoth
                        )
                    }
                )
            }
        }
    }
}
