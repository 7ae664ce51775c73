import ArgumentParser

/// A list of positive numbers: `1e-3,5e-4`.
struct EpsilonList: ExpressibleByArgument, Equatable, Sendable {
    let values: [Double]
    private let text: String

    init(values: [Double]) {
        self.values = values
        text = values.map { "\($0)" }.joined(separator: ",")
    }

    var defaultValueDescription: String { text }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.drop { $0 == " " })
        }
        var values: [Double] = []
        for value in parts {
            guard let value, value > 0, value.isFinite else { return nil }
            if !values.contains(value) { values.append(value) }
        }
        guard !values.isEmpty else { return nil }
        self.values = values
        text = argument
    }
}
