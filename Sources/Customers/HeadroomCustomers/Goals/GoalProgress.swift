import HeadroomFormat
package import HeadroomSchema

extension CustomersDocument {
    /// Whether a goal is on the way to be reached.
    package struct GoalProgress: Codable, Equatable, Sendable {
        package var figure: Goal.Figure
        /// In major units, or customers.
        package var target: Double
        package var by: String
        /// The value at the end of the last month.
        package var current: Double
        /// The value at the end of ``by``; a goal of a month that is over has that month's.
        @Nullable package var expected: Double?
        /// Nine of ten drawn courses lie between these.
        @Nullable package var low: Double?
        @Nullable package var high: Double?
        /// Share of the drawn courses that reach the target.
        @Nullable package var probability: Double?
        /// Whether the expected value reaches the target; null where nothing can be expected.
        @Nullable package var isOnTrack: Bool?
        /// By which factor one part of the growth alone would have to change for the expected value to reach the target.
        package var levers: [Lever]
        /// Reason why there is no forecast.
        @Nullable package var refusal: String?

        package struct Lever: Codable, Equatable, Sendable {
            package var lever: GrowthModel.Lever
            /// null where no factor from 0 to 10 would do.
            @Nullable package var factor: Double?
        }
    }
}

extension CustomersDocument.GoalProgress {
    /// Months that the growth is taken from.
    private static let history = 12
    private static let draws = 4000

    init(_ goal: Goal, _ months: [RevenueMonth], currency: Currency) {
        let scale = goal.figure.scale(currency)
        let values = months.map { goal.figure.value($0) * scale }
        let ahead = months.last.map { goal.by.number - $0.month.number } ?? 0
        self.init(
            figure: goal.figure,
            target: goal.target,
            by: goal.by.name,
            current: values.last ?? 0,
            levers: []
        )
        guard let last = months.last, ahead > 0 else {
            let reached = months.firstIndex { $0.month == goal.by }.map { values[$0] }
            expected = reached
            isOnTrack = reached.map { $0 >= goal.target }
            refusal = reached == nil ? "the month is before those of the report" : nil
            return
        }
        // The first months of a company have nothing at their start that a share could be of.
        let past = months.suffix(Self.history).filter { goal.figure.start($0) > 0 }
        guard let model = GrowthModel(past.map { goal.figure.growth($0, scale: scale) }) else {
            refusal = "fewer than \(GrowthModel.leastMonths) of the last \(Self.history) months began with a customer"
            return
        }
        let current = goal.figure.value(last) * scale
        let expected = model.expected(from: current, months: ahead)
        let drawn = model.drawn(from: current, months: ahead, draws: Self.draws, seed: 1)
        self.expected = expected
        low = drawn[Self.draws / 20]
        high = drawn[Self.draws - 1 - Self.draws / 20]
        probability = Double(drawn.count { $0 >= goal.target }) / Double(Self.draws)
        isOnTrack = expected >= goal.target
        levers = GrowthModel.Lever.allCases.map { lever in
            Lever(lever: lever, factor: model.factor(of: lever, from: current, to: goal.target, months: ahead))
        }
    }
}

extension Goal.Figure {
    /// From minor units of revenue, or from customers, to the unit of the goal.
    fileprivate func scale(_ currency: Currency) -> Double {
        switch self {
        case .mrr: 1 / Double(currency.scale)
        case .arr: 12 / Double(currency.scale)
        case .customers: 1
        }
    }

    fileprivate func value(_ month: RevenueMonth) -> Double {
        self == .customers ? Double(month.customersAtEnd) : Double(month.end)
    }

    fileprivate func start(_ month: RevenueMonth) -> Double {
        self == .customers ? Double(month.customersAtStart) : Double(month.start)
    }

    fileprivate func growth(_ month: RevenueMonth, scale: Double) -> GrowthModel.Month {
        let start = start(month)
        if self == .customers {
            // Customers who came back are what is neither new nor at the start.
            let back = month.customersAtEnd - month.customersAtStart + month.customersChurned - month.customersNew
            return GrowthModel.Month(
                new: Double(month.customersNew),
                gained: Double(back) / start,
                lost: Double(month.customersChurned) / start
            )
        }
        let moved = month.movements
        return GrowthModel.Month(
            new: Double(moved.new) * scale,
            gained: Double(moved.expansion + moved.reactivation) / start,
            lost: Double(moved.contraction + moved.churn) / start
        )
    }
}
