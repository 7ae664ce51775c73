package import HeadroomSchema

extension CustomersDocument {
    /// Segments of the customers at a snapshot, ranked by the value after it of customers held out.
    package struct Segments: Codable, Equatable, Sendable {
        /// First day of the value; the data before it describe the customers.
        ///
        /// null where the history is too short.
        @Nullable package var snapshot: String?
        /// Months over which the value is measured.
        package var monthsAfter: Int
        /// Customers at the snapshot.
        package var customers: Int
        /// Number of customers from whom the segments were learned.
        package var customersForSegments: Int
        /// Those of them whose value is measured.
        package var customersHeldOut: Int
        /// Traits that describe the customers: numbers of their behavior, then markers.
        package var traits: [String]
        /// Numbers of segments that were tried, with the figures of the decision.
        package var trials: [Trial]
        /// Ranked by value; empty where there are no stable segments.
        package var segments: [Segment]
        /// Reason why there are no segments; null where there are segments.
        @Nullable package var reason: String?
        @Nullable package var lookalike: Lookalike?
        /// Reason why there is no look-alike model; null where there is a model.
        @Nullable package var lookalikeReason: String?

        package struct Trial: Codable, Equatable, Sendable {
            package var segments: Int
            /// Spread within the segments relative to that of all customers.
            package var spread: Double
            /// Mean spread for draws of customers without segments.
            package var expectedSpread: Double
            /// Whether the spread is below that of every draw of customers without segments, of 199 in a complete comparison.
            package var isTighter: Bool
            /// Median adjusted Rand index over bootstrap samples; null where the spread is not small enough.
            @Nullable package var stability: Double?
            /// Median adjusted Rand index for draws of customers without segments.
            @Nullable package var expectedStability: Double?
            /// Share of the smallest segment.
            package var smallestShare: Double
        }

        package struct Segment: Codable, Equatable, Sendable {
            /// Traits that distinguish the segment.
            package var name: String
            /// Share of the customers at the snapshot.
            package var share: Double
            package var customers: Int
            /// Number of customers of the segment whose value is measured.
            package var customersHeldOut: Int
            /// Mean gross profit of a customer after the snapshot, less the acquisition cost of the channel; null for fewer than
            /// 10 customers held out.
            @Nullable package var value: ValueInterval?
            package var features: [Feature]
        }

        /// A mean amount with its 95 % interval by bootstrap over customers.
        package struct ValueInterval: Codable, Equatable, Sendable {
            package var value: String
            package var low: String
            package var high: String
        }

        /// A trait that distinguishes a segment.
        package struct Feature: Codable, Equatable, Sendable {
            package var trait: String
            /// Value of a marker; null for a number.
            @Nullable package var marker: String?
            /// Median of a number, or share of a marker's value, in the segment.
            package var inSegment: Double
            /// Median or share over all customers from whom the segments were learned.
            package var overall: Double
            /// Difference of the segment's mean from the overall one, in standard deviations.
            package var effect: Double
        }
    }
}
