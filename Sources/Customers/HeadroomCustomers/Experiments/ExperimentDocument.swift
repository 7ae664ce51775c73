package import HeadroomSchema

extension CustomersDocument {
    /// Effects of an experiment.
    package struct Experiment: Codable, Equatable, Sendable {
        package var id: String
        @Nullable package var channel: String?
        package var unitKind: ExperimentUnit.Kind
        /// First day.
        package var start: String
        /// First day after the measured period.
        package var end: String
        package var treatmentUnits: Int
        package var controlUnits: Int
        /// p value of the test that the groups have the planned sizes; null for regions.
        @Nullable package var sampleRatioP: Double?
        /// New customers per unit.
        @Nullable package var newCustomers: Effect?
        /// Revenue per unit, in major units.
        @Nullable package var revenue: AmountEffect?
        /// Spend on the channel during the experiment; null where it is unknown.
        @Nullable package var spend: String?
        /// Spend divided by the additional new customers; null where these are not above 0.
        @Nullable package var costOfOne: String?
        /// Reason why the experiment is not measured; null where it is measured.
        @Nullable package var reason: String?
        package var remarks: [String]

        /// Difference of treatment and control with its 95 % interval.
        package struct Effect: Codable, Equatable, Sendable {
            /// Mean of the units; for regions the mean change from the period before.
            package var treatment: Double
            package var control: Double
            package var effect: Double
            @Nullable package var low: Double?
            @Nullable package var high: Double?
            package var p: Double
            /// Effect times the number of treated units.
            package var incremental: Double
            @Nullable package var incrementalLow: Double?
            @Nullable package var incrementalHigh: Double?
        }

        /// Effect on an amount, in major units.
        package struct AmountEffect: Codable, Equatable, Sendable {
            package var treatment: String
            package var control: String
            package var effect: String
            @Nullable package var low: String?
            @Nullable package var high: String?
            package var p: Double
            package var incremental: String
            @Nullable package var incrementalLow: String?
            @Nullable package var incrementalHigh: String?
        }
    }
}

extension CustomersDocument.Experiment.AmountEffect {
    /// - Parameter effect: in minor units.
    init(_ effect: CustomersDocument.Experiment.Effect, _ currency: Currency) {
        func text(_ amount: Double) -> String { currency.text(Int64(max(-1e15, min(1e15, amount.rounded())))) }
        self.init(
            treatment: text(effect.treatment),
            control: text(effect.control),
            effect: text(effect.effect),
            low: effect.low.map(text),
            high: effect.high.map(text),
            p: effect.p,
            incremental: text(effect.incremental),
            incrementalLow: effect.incrementalLow.map(text),
            incrementalHigh: effect.incrementalHigh.map(text)
        )
    }
}

extension CustomersDocument.Experiment.Effect {
    init(treatment: Double, control: Double, _ low: Double?, _ high: Double?, p: Double, units: Int) {
        let count = Double(units)
        self.init(
            treatment: treatment,
            control: control,
            effect: treatment - control,
            low: low,
            high: high,
            p: p,
            incremental: (treatment - control) * count,
            incrementalLow: low.map { $0 * count },
            incrementalHigh: high.map { $0 * count }
        )
    }
}
