package import HeadroomSchema

extension CustomersDocument {
    /// The split of the weekly advertising budget with the most expected conversions under the fitted responses.
    package struct Budget: Codable, Equatable, Sendable {
        /// Number of weeks in the fit.
        package var weeks: Int
        /// Source of the channels of the conversions.
        package var conversionsFrom: ConversionSource
        /// Budget to split: the mean weekly spend of these channels in the last 13 weeks.
        package var perWeek: String
        package var channels: [Channel]
        /// Weekly conversions, at today's spend and at the proposed one.
        package var conversionsToday: Double
        package var conversionsProposed: Double
        package var change: Estimate

        /// A value with its 95 % interval by bootstrap over the weeks.
        package struct Estimate: Codable, Equatable, Sendable {
            package var value: Double
            package var low: Double
            package var high: Double

            init(_ figure: (value: Double, low: Double, high: Double)) {
                (value, low, high) = figure
            }
        }

        package struct Channel: Codable, Equatable, Sendable {
            package var channel: String
            /// Share of a week's effect that carries over to the next week.
            package var carryOver: Double
            /// Upper limit of the weekly conversions at any spend.
            package var most: Estimate
            /// Weekly spend with half of the limit, in major units.
            package var half: Estimate
            package var varianceInflation: Double
            package var today: String
            package var lower: String
            package var upper: String
            package var proposed: String
            package var conversionsToday: Estimate
            package var conversionsProposed: Estimate
            /// Additional conversions of 1 major unit more than today's spend.
            package var marginalToday: Estimate
            package var marginalProposed: Estimate
        }
    }

    /// Reason why the response of a channel, or without a name the whole budget, is not reported.
    package struct BudgetRefusal: Codable, Equatable, Sendable {
        @Nullable package var channel: String?
        package var reason: SpendProblem
    }
}

extension CustomersDocument.Budget {
    /// Creates the document; nil where there is no split.
    init?(_ plan: BudgetPlan, weeks: Int, source: ConversionSource, currency: Currency) {
        guard !plan.channels.isEmpty else { return nil }
        let scale = Double(currency.scale)
        self.weeks = weeks
        conversionsFrom = source
        perWeek = currency.text(plan.budget)
        channels = plan.channels.map { channel in
            Channel(
                channel: channel.name,
                carryOver: channel.fit.carryOver,
                most: Estimate(channel.figure(\.most)),
                half: Estimate(channel.figure { $0.half / scale }),
                varianceInflation: channel.inflation,
                today: currency.text(channel.today),
                lower: currency.text(channel.lower),
                upper: currency.text(channel.upper),
                proposed: currency.text(channel.proposed),
                conversionsToday: Estimate(channel.figure { $0.value(Double(channel.today)) }),
                conversionsProposed: Estimate(channel.figure { $0.value(Double(channel.proposed)) }),
                marginalToday: Estimate(channel.figure { $0.marginal(Double(channel.today)) * scale }),
                marginalProposed: Estimate(channel.figure { $0.marginal(Double(channel.proposed)) * scale })
            )
        }
        conversionsToday = channels.reduce(0) { $0 + $1.conversionsToday.value }
        conversionsProposed = channels.reduce(0) { $0 + $1.conversionsProposed.value }
        change = Estimate(plan.change)
    }
}
