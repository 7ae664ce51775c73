/// Longest time before a conversion at which a touch is credited with it.
package struct LookbackWindow: Equatable, Sendable {
    /// Days of 24 hours.
    package let days: Int

    package init(days: Int) { self.days = days }

    /// Parses a number of days from 1 to 3650, such as `90d`.
    package init?(_ text: String) {
        guard text.hasSuffix("d"), let days = Int(text.dropLast()), (1...3650).contains(days) else { return nil }
        self.days = days
    }

    package var seconds: Int64 { Int64(days) * 86_400 }
}
