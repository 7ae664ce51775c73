package import HeadroomSchema

extension CustomersDocument {
    /// What the channels of acquisition brought.
    package struct Attribution: Codable, Equatable, Sendable {
        /// Days before a conversion that a touch may lie.
        package var lookbackDays: Int
        /// Customers whose first payment lies in the months of the report.
        package var conversions: Int
        /// The recurring revenue of the first month of each, added up.
        package var value: String
        /// Conversions without a touch.
        package var unattributed: Int
        package var touches: Touches
        /// Empty where there are no touches.
        package var rules: [Rule]
        /// null where the responses of fewer than two channels can be told.
        @Nullable package var budget: Budget?
        package var budgetRefusals: [BudgetRefusal]

        /// What became of the touches.
        package struct Touches: Codable, Equatable, Sendable {
            package var used: Int
            package var afterConversion: Int
            /// Of those after the conversion: less than 24 hours, as on the day of a conversion that has no time.
            package var withinADayAfter: Int
            package var beforeWindow: Int
            /// Behind the last month.
            package var afterPeriod: Int
        }

        package struct Rule: Codable, Equatable, Sendable {
            package var rule: AttributionRule
            /// In the order of their names, and then `unattributed`.
            package var channels: [Credit]
        }

        package struct Credit: Codable, Equatable, Sendable {
            package var channel: String
            /// A decimal text with six digits, so that the credits add up exactly.
            package var conversions: String
            package var value: String
            /// null where there is no spend.csv.
            @Nullable package var spend: String?
            /// Spend over credited conversions; null where there are none.
            @Nullable package var cost: String?
        }
    }
}
