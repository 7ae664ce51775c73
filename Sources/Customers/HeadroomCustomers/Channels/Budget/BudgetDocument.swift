package import HeadroomSchema

extension CustomersDocument {
    /// The split of the advertising of a week that would bring the most customers under the fitted responses.
    package struct Budget: Codable, Equatable, Sendable {
        /// Weeks that the responses are fitted to.
        package var weeks: Int
        /// Whether conversions are those of the last touch that is not direct, or of the channels in customers.csv.
        package var conversionsFrom: ConversionSource
        /// What is split: the mean spend of the last 13 weeks on these channels.
        package var perWeek: String
        package var channels: [Channel]
        /// Conversions of a week, today and proposed.
        package var conversionsToday: Double
        package var conversionsProposed: Double
        package var change: Estimate

        /// A figure with its 95 % interval by bootstrap over the weeks.
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
            /// The share of a week's effect that lasts into the next one.
            package var carryOver: Double
            /// Conversions of a week that no spend can exceed.
            package var most: Estimate
            /// Spend of a week, in major units, that brings half of that.
            package var half: Estimate
            package var varianceInflation: Double
            package var today: String
            package var lower: String
            package var upper: String
            package var proposed: String
            package var conversionsToday: Estimate
            package var conversionsProposed: Estimate
            /// Conversions that 1 major unit more than today's spend would bring.
            package var marginalToday: Estimate
            package var marginalProposed: Estimate
        }
    }

    /// Why the response of a channel, or where it has no name a budget, is not shown.
    package struct BudgetRefusal: Codable, Equatable, Sendable {
        @Nullable package var channel: String?
        package var reason: SpendProblem
    }
}

extension CustomersDocument.Budget {
    /// nil where there is no split.
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
