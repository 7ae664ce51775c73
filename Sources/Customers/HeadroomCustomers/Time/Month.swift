/// A month of the Gregorian calendar.
package struct Month: Hashable, Comparable, Sendable {
    /// Months since year 0.
    package var number: Int

    package init(number: Int) { self.number = number }

    package init(year: Int, month: Int) { number = 12 * year + month - 1 }

    /// Parses a month such as `2025-06`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]), (1900...9999).contains(year),
            (1...12).contains(month), parts[0].count == 4
        else { return nil }
        self.init(year: year, month: month)
    }

    package var year: Int { number / 12 }
    package var month: Int { number % 12 + 1 }
    package var next: Month { Month(number: number + 1) }
    package var name: String { "\(year)-" + (month < 10 ? "0" : "") + "\(month)" }

    package static func < (left: Month, right: Month) -> Bool { left.number < right.number }
}
