import ArgumentParser
import HeadroomCommandLine
import HeadroomSweep

/// Two axes as given on the command line: `batch,rays`, `scenes=1..64,rays=16..1024`, `batch=8,16,rays=32,64,128`.
struct AxisList: Equatable, Sendable {
    /// An axis, with its values where they were given.
    struct Axis: Equatable, Sendable {
        var name: String
        /// Values in ascending order; nil for those around the usual value.
        var values: [Int]?
        /// Whether the values were listed, and not made of a range.
        var isListed: Bool
    }

    let first: Axis
    let second: Axis

    /// - Throws: `ValidationError` with what is wrong.
    init(_ text: String) throws {
        var axes: [(name: String, items: [String])] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false).map({ $0.filter { $0 != " " } }) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 1, item.first?.isNumber == true, !axes.isEmpty {
                axes[axes.count - 1].items.append(item)
            } else {
                axes.append((parts[0], Array(parts.dropFirst())))
            }
        }
        for (name, _) in axes where !Self.isName(name) {
            throw ValidationError("'\(name)' is not the name of an axis, as in --axes batch,rays.")
        }
        guard axes.count == 2 else {
            throw ValidationError(
                axes.count < 2
                    ? "A plane has two axes, as in --axes batch,rays; for one, leave out --axes."
                    : "\(axes.count) axes are more than two: \(axes.map(\.name).joined(separator: ", "))."
            )
        }
        guard axes[0].name != axes[1].name else {
            throw ValidationError("'\(axes[0].name)' is named twice; the two axes need different names.")
        }
        first = try Self.axis(axes[0].name, axes[0].items)
        second = try Self.axis(axes[1].name, axes[1].items)
    }

    private static func isName(_ name: String) -> Bool {
        name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }

    private static func axis(_ name: String, _ items: [String]) throws -> Axis {
        guard !items.isEmpty else { return Axis(name: name, values: nil, isListed: false) }
        var values: Set<Int> = []
        for item in items {
            guard let some = range(item) ?? number(item).map({ [$0] }) else {
                throw ValidationError(
                    "'\(name)=\(items.joined(separator: ","))' has no values: a range is \(name)=16..1024, a list "
                        + "\(name)=32,64,128, of whole numbers from 1 to \(largest)."
                )
            }
            values.formUnion(some)
        }
        guard values.count > 1 else {
            throw ValidationError("'\(name)' has one value; a plane needs two of each axis, as in \(name)=16..64.")
        }
        return Axis(name: name, values: values.sorted(), isListed: !(items.count == 1 && items[0].contains("..")))
    }

    /// Powers of two from the first to the last: `16..1024`.
    private static func range(_ item: String) -> [Int]? {
        guard let dots = item.firstRange(of: ".."), let first = number(String(item[..<dots.lowerBound])),
            let last = number(String(item[dots.upperBound...])), first < last
        else { return nil }
        return PlaneAxis.doublings(from: first, to: last)
    }

    private static func number(_ text: String) -> Int? {
        Int(text).flatMap { (1...largest).contains($0) ? $0 : nil }
    }

    private static let largest = 1 << 30
}
