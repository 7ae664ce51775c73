/// Whether the compared commands do the same work, by their own reports.
package struct SameWork: Equatable, Sendable {
    /// The differences, in words.
    package private(set) var differences: [String] = []
    /// Properties that could not be compared, in words.
    package private(set) var unchecked: [String] = []

    /// Tolerance of first losses from the same weights and samples, relative to the larger.
    package static let lossTolerance = 1e-4

    /// - Parameters:
    ///   - works: the report of each command, by its name.
    ///   - isWholeData: whether their first step used all training samples, so that the order of samples makes no
    ///     difference.
    package init(_ works: [(name: String, work: CompareDocument.Work)], isWholeData: Bool) {
        compare(works, "parameters", \.parameters) { "\($0)" }
        compare(works, "optimizer", \.optimizer) { $0 }
        compare(works, "training samples", \.trainingSamples) { "\($0)" }
        compare(works, "CPU threads", \.threads) { "\($0)" }
        compare(works, "device", \.device) { $0 }
        compareLosses(works, isWholeData: isWholeData)
    }

    private mutating func compare<Value: Hashable>(
        _ works: [(name: String, work: CompareDocument.Work)],
        _ what: String,
        _ value: (CompareDocument.Work) -> Value?,
        _ text: (Value) -> String
    ) {
        let known = works.compactMap { entry in value(entry.work).map { (entry.name, $0) } }
        let silent = works.filter { value($0.work) == nil }.map(\.name)
        if Set(known.map(\.1)).count > 1 {
            differences.append("\(what): " + known.map { "\($0.0) \(text($0.1))" }.joined(separator: ", "))
        }
        // Most frameworks do not report their device where there is only the CPU.
        if !silent.isEmpty, what != "device" {
            unchecked.append("\(what): \(silent.joined(separator: ", ")) does not say")
        }
    }

    private mutating func compareLosses(
        _ works: [(name: String, work: CompareDocument.Work)],
        isWholeData: Bool
    ) {
        let known = works.compactMap { entry in entry.work.firstLoss.map { (entry.name, $0) } }
        let silent = works.filter { $0.work.firstLoss == nil }.map(\.name)
        if !silent.isEmpty {
            unchecked.append("the loss of the first step: \(silent.joined(separator: ", ")) does not say")
        }
        guard let least = known.map(\.1).min(), let most = known.map(\.1).max() else { return }
        guard most - least > Self.lossTolerance * max(abs(least), abs(most)) else { return }
        let values = known.map { "\($0.0) \($0.1.rounded(toPlaces: 5))" }.joined(separator: ", ")
        if isWholeData {
            differences.append(
                "the loss of the first step, over all training samples: \(values); so the weights they start from, the "
                    + "model, the loss or the data differ"
            )
        } else {
            unchecked.append("whether they start from the same weights: their first batches may differ (\(values))")
        }
    }
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }
}
