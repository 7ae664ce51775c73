package import HeadroomCore

/// A training job that ships with Headroom.
package protocol Workload: Sendable {
    /// The name on the command line.
    static var name: String { get }
    /// What it trains, in one line.
    static var summary: String { get }
    /// The batch size it has when nobody asks for another.
    static var defaultBatchSize: Int { get }
    /// The options of a training in full, with everything open that a study varies.
    static var trainingArguments: [String] { get }
    /// Whether `headroom sharpness` says how sharp its solutions are.
    static var hasSharpness: Bool { get }
    /// What may let it learn from larger batches, with strengths for a given training; the best known first.
    static func remedies(for training: LargerBatch) -> [Remedy]
}

extension Workload {
    /// None, unless a workload has some.
    package static func remedies(for training: LargerBatch) -> [Remedy] { [] }
}

/// The workloads there are.
package enum Workloads {
    package static var all: [any Workload.Type] { [Digits.self, TaxiWorkload.self] }

    package static var names: [String] { all.map { $0.name } }

    package static func named(_ name: String) -> (any Workload.Type)? {
        all.first { $0.name == name }
    }

    /// The name that was probably meant; nil where none is near.
    package static func nearest(to name: String) -> String? {
        let near = names.map { (name: $0, distance: editDistance(name.lowercased(), $0)) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= max(1, near.name.count / 2) else { return nil }
        return near.name
    }

    /// How many letters have to be put in, taken out or changed (Levenshtein, 1966).
    package static func editDistance(_ from: String, _ to: String) -> Int {
        let to = Array(to)
        var row = Array(0...to.count)
        for (index, letter) in from.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in to.indices {
                let change = diagonal + (letter == to[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[to.count]
    }
}

/// Why a workload cannot do what was asked.
package struct WorkloadError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Data that is not there, or is not what it should be.
        case data
        /// An option that makes no sense here.
        case usage
    }

    package let code: Code
    /// What was wrong, where, and what to do.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
