package import HeadroomSchema

extension CustomersDocument {
    /// Attribution of conversions to acquisition channels.
    package struct Attribution: Codable, Equatable, Sendable {
        /// Length of the lookback window in days.
        package var lookbackDays: Int
        package var conversionKind: ConversionKind
        /// Customers whose first payment or purchase is within the months of the report.
        package var conversions: Int
        /// Sum of the values: recurring revenue of the first month, or revenue of the first purchase.
        package var value: String
        /// Conversions without a touch in the lookback window.
        package var unattributed: Int
        package var touches: Touches
        /// Empty where there are no touches.
        package var rules: [Rule]
        /// null where fewer than two channels have a known response.
        @Nullable package var budget: Budget?
        package var budgetRefusals: [BudgetRefusal]

        /// Counts of touches, by their use.
        package struct Touches: Codable, Equatable, Sendable {
            package var used: Int
            package var afterConversion: Int
            /// Touches less than 24 hours after the conversion, as on the day of a conversion without a time.
            package var withinADayAfter: Int
            /// Touches used that are of the day of a purchase without a time.
            package var onDayOfConversion: Int
            package var beforeWindow: Int
            /// Touches after the last month.
            package var afterPeriod: Int
        }

        package struct Rule: Codable, Equatable, Sendable {
            package var rule: AttributionRule
            /// Sorted by name, followed by `unattributed`.
            package var channels: [Credit]
        }

        package struct Credit: Codable, Equatable, Sendable {
            package var channel: String
            /// A decimal text with six digits, so that the sum of the credits is exact.
            package var conversions: String
            package var value: String
            /// null where there is no spend.csv.
            @Nullable package var spend: String?
            /// Spend divided by credited conversions; null where there are none.
            @Nullable package var cost: String?
        }
    }
}
