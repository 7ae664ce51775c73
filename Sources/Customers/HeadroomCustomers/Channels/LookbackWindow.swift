/// How long before a conversion a touch may lie to be credited with it.
package struct LookbackWindow: Equatable, Sendable {
    /// Days of 24 hours.
    package let days: Int

    package init(days: Int) { self.days = days }

    /// Reads `90d`: from 1 to 3650 days.
    package init?(_ text: String) {
        guard text.hasSuffix("d"), let days = Int(text.dropLast()), (1...3650).contains(days) else { return nil }
        self.days = days
    }

    package var seconds: Int64 { Int64(days) * 86_400 }
}
