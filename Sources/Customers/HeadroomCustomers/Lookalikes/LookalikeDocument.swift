package import HeadroomSchema

extension CustomersDocument.Segments {
    /// Model of the ideal customers, the top fifth by value after the snapshot, from markers and the first 30 days.
    package struct Lookalike: Codable, Equatable, Sendable {
        /// Customers from whom the model was learned.
        package var customers: Int
        package var customersHeldOut: Int
        /// Least value of an ideal customer.
        package var leastValue: String
        /// Share of the ideal ones among the customers held out.
        package var idealShare: Double
        /// On the customers held out, as the figures below.
        package var areaUnderCurve: Accuracy
        /// The same for a model from the markers only, which leads are scored by.
        @Nullable package var areaUnderCurveOfMarkers: Accuracy?
        /// Sorted by size.
        package var effects: [Effect]
        package var rules: [Rule]
        /// Columns of customers.csv that alone tell the ideal customers apart, and so were probably written later.
        package var leftOut: [String]

        /// Area under the ROC curve with its standard error (DeLong, DeLong and Clarke-Pearson, 1988).
        package struct Accuracy: Codable, Equatable, Sendable {
            package var value: Double
            package var standardError: Double
        }

        /// Change of the logarithm of the odds by a trait: by the marker, or by one standard deviation of the number.
        package struct Effect: Codable, Equatable, Sendable {
            package var trait: String
            @Nullable package var marker: String?
            package var logOdds: Double
        }

        /// Conditions that customers meet together.
        package struct Rule: Codable, Equatable, Sendable {
            package var conditions: [String]
            /// Share of the customers that meet them.
            package var share: Double
            /// Share of ideal ones among these, divided by that among all.
            package var lift: Double
            /// Ends of the 95 % interval.
            package var low: Double
            package var high: Double
        }
    }
}
