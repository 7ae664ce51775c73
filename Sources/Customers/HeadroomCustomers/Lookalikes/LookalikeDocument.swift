package import HeadroomSchema

extension CustomersDocument.Segments {
    /// Model of the ideal customers, the top fifth by value after the snapshot, from markers and the first 30 days.
    package struct Lookalike: Codable, Equatable, Sendable {
        /// Customers from whom the model was learned.
        package var customers: Int
        package var customersHeldOut: Int
        /// Least value of an ideal customer.
        package var leastValue: String
        /// Share of ideal customers among the customers held out.
        package var idealShare: Double
        /// Accuracy on the customers held out, as all figures below.
        package var areaUnderCurve: Accuracy
        /// Accuracy of a model from the markers only, as used to score leads.
        @Nullable package var areaUnderCurveOfMarkers: Accuracy?
        /// Sorted by absolute value, largest first.
        package var effects: [Effect]
        package var rules: [Rule]
        /// Columns of customers.csv left out: they predict the ideal customers by themselves, so they were probably written
        /// later.
        package var leftOut: [String]

        /// Area under the ROC curve with its standard error (DeLong, DeLong and Clarke-Pearson, 1988).
        package struct Accuracy: Codable, Equatable, Sendable {
            package var value: Double
            package var standardError: Double
        }

        /// Change of the log odds by a trait: by a value of a marker, or by one standard deviation of a number.
        package struct Effect: Codable, Equatable, Sendable {
            package var trait: String
            @Nullable package var marker: String?
            package var logOdds: Double
        }

        /// Conjunction of conditions on a customer.
        package struct Rule: Codable, Equatable, Sendable {
            package var conditions: [String]
            /// Share of the customers that meet them.
            package var share: Double
            /// Share of ideal customers among these, divided by their share among all.
            package var lift: Double
            /// Ends of the 95 % interval.
            package var low: Double
            package var high: Double
        }
    }
}
