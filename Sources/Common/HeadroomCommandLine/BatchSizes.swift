import ArgumentParser

/// A list of batch sizes: `8,16,32`.
package struct BatchSizeList: ExpressibleByArgument, Equatable, Sendable {
    package let batchSizes: [Int]

    package init(batchSizes: [Int]) {
        self.batchSizes = batchSizes
    }

    package var defaultValueDescription: String { batchSizes.map(String.init).joined(separator: ",") }

    package init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0.drop { $0 == " " })
        }
        let sizes = parts.compactMap(\.self)
        guard !sizes.isEmpty, sizes.count == parts.count, sizes.allSatisfy({ $0 > 0 }) else { return nil }
        batchSizes = Array(Set(sizes)).sorted()
    }
}

/// Batch size, an integer of at least 1.
package struct BatchSize: ExpressibleByArgument, Equatable, Sendable {
    package let value: Int

    package init?(argument: String) {
        guard let value = Int(argument), value > 0 else { return nil }
        self.value = value
    }
}
