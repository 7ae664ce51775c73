package import HeadroomSchema

extension CustomersDocument {
    /// Survey results by wave.
    package struct Surveys: Codable, Equatable, Sendable {
        package var scale: SurveyScale
        /// Sorted by time.
        package var waves: [Wave]
        /// null without open answers.
        @Nullable package var themes: Themes?
        /// null where no wave has an interval.
        @Nullable package var response: Response?

        package struct Wave: Codable, Equatable, Sendable {
            /// Calendar month of sending.
            package var month: String
            /// Customers to whom a survey was delivered.
            package var delivered: Int
            /// Customers who answered.
            package var responses: Int
            @Nullable package var responseRate: Double?
            /// NPS in points from -100 to 100, CSAT as a share, CES as a mean from 1 to 7.
            @Nullable package var value: Double?
            @Nullable package var standardError: Double?
            /// Ends of the 95 % interval; null below 30 answers and where all answers are equal.
            @Nullable package var low: Double?
            @Nullable package var high: Double?
            /// Answers of 9 and 10, 7 and 8, 0 to 6; null for other scales than NPS.
            @Nullable package var promoters: Int?
            @Nullable package var passives: Int?
            @Nullable package var detractors: Int?
            /// Change from the previous wave; null where either wave has no interval.
            @Nullable package var change: Double?
            @Nullable package var z: Double?
            /// Two-sided.
            @Nullable package var p: Double?
        }

        /// Creates the document; nil where there are no surveys.
        init?(
            _ company: Company,
            _ revenue: RecurringRevenue,
            zone: TimeZoneRule,
            until: Month?,
            scale: SurveyScale
        ) {
            let waves = SurveyWave.waves(of: company.surveys, zone: zone, until: until, scale: scale)
            guard !waves.isEmpty else { return nil }
            self.scale = scale
            themes = Themes(company, zone: zone, until: until, scale: scale)
            response = Response(company, revenue, waves: waves, zone: zone, scale: scale)
            self.waves = waves.indices.map { index in
                let wave = waves[index]
                let change = index > 0 ? wave.change(from: waves[index - 1]) : nil
                func group(_ range: ClosedRange<Int>) -> Int? { scale == .nps ? wave.count(range) : nil }
                return Wave(
                    month: wave.month.name,
                    delivered: wave.delivered,
                    responses: wave.scores.count,
                    responseRate: wave.responseRate,
                    value: wave.value,
                    standardError: wave.standardError,
                    low: wave.interval?.low,
                    high: wave.interval?.high,
                    promoters: group(9...10),
                    passives: group(7...8),
                    detractors: group(0...6),
                    change: change?.difference,
                    z: change?.z,
                    p: change?.p
                )
            }
        }
    }
}
