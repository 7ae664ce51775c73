import FoundationEssentials
import TOMLKit

/// A target of a plan: a figure, its value, and the month at whose end it is to be reached.
///
///     [[goal]]
///     figure = "mrr"
///     target = 80000
///     by = "2025-12"
package struct Goal: Equatable, Sendable {
    /// Figure that a goal can be about.
    package enum Figure: String, Codable, Sendable, CaseIterable {
        /// Monthly recurring revenue, and twelve times that.
        case mrr, arr
        /// Paying customers.
        case customers
    }

    package let figure: Figure
    /// In major units of the report's currency, or customers.
    package let target: Double
    package let by: Month

    package init(figure: Figure, target: Double, by: Month) {
        self.figure = figure
        self.target = target
        self.by = by
    }

    private struct File: Decodable {
        struct Entry: Decodable {
            var figure: String
            var target: Number
            var by: String
        }

        /// Number with or without a decimal point, which TOML tells apart.
        struct Number: Decodable {
            let value: Double

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                value = try (try? container.decode(Double.self)) ?? Double(container.decode(Int.self))
            }
        }

        var goal: [Entry]
    }

    /// Reads the goals of a file.
    ///
    /// - Throws: ``CustomersError`` where it cannot be read, with the line or the goal.
    package static func read(_ path: String) throws(CustomersError) -> [Goal] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CustomersError("cannot read the goals \(path)")
        }
        let file: File
        do {
            file = try TOMLDecoder().decode(File.self, from: String(decoding: data, as: UTF8.self))
        } catch let error as TOMLParseError {
            throw CustomersError("\(path), line \(error.source.begin.line): \(error.description)")
        } catch {
            throw CustomersError("\(path) holds no goals: \(error)", hint: "docs/customers.md shows some")
        }
        var goals: [Goal] = []
        for (index, entry) in file.goal.enumerated() {
            guard let figure = Figure(rawValue: entry.figure) else {
                throw CustomersError(
                    "\(path), goal \(index + 1): '\(entry.figure)' is not a figure that has goals",
                    hint: "figures are \(Figure.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            guard let by = Month(entry.by) else {
                throw CustomersError("\(path), goal \(index + 1): '\(entry.by)' is not a month such as 2025-12")
            }
            let target = entry.target.value
            guard target > 0, target.isFinite else {
                throw CustomersError("\(path), goal \(index + 1): the target \(target) is not above 0")
            }
            goals.append(Goal(figure: figure, target: target, by: by))
        }
        return goals
    }
}
