package import HeadroomSchema

/// Comparison of an earlier and a later measurement.
package struct RunComparison: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.report/1"

    /// A figure by which two measurements are compared.
    package enum Figure: String, Codable, Sendable, CaseIterable {
        case samplesPerSecond, stepSeconds, deviceUtilization, inputWaitRatio, peakHostMemoryBytes,
            peakDeviceMemoryBytes, joulesPerSample
    }

    /// Change of one figure at one batch size.
    package struct Change: Codable, Equatable, Sendable {
        package var figure: Figure
        @Nullable package var batchSize: Int?
        package var before: Double
        package var after: Double
        /// The change relative to the earlier figure.
        package var ratio: Double
        /// The ends of its 95 % interval, valid for all common batch sizes at once; null where there is none.
        @Nullable package var low: Double?
        @Nullable package var high: Double?
        /// Whether the interval excludes no change; null without an interval.
        @Nullable package var isClear: Bool?
    }

    package var schema = RunComparison.currentSchema
    package var before: SweepDocument
    package var after: SweepDocument
    package var changes: [Change]
    /// Differences of the two runs other than the measured figures.
    package var differences: [String]

    package init(before: SweepDocument, after: SweepDocument) {
        self.before = before
        self.after = after
        changes = []
        differences = []
        let pairs = after.points.compactMap { later in
            before.points.first { $0.batchSize == later.batchSize }.map { (earlier: $0, later: later) }
        }
        for (earlier, later) in pairs {
            for figure in Figure.allCases {
                guard let change = Change(figure, from: earlier, to: later, outOf: pairs.count) else { continue }
                changes.append(change)
            }
        }
        func compare(_ name: String, _ value: (SweepDocument) -> String) {
            let (one, other) = (value(before), value(after))
            if one != other { differences.append("\(name): \(one) before, \(other) now") }
        }
        compare("machine") { $0.machine.fingerprint }
        compare("command") { $0.command.joined(separator: " ") }
        let sizes = { (document: SweepDocument) in document.points.map { String($0.batchSize) }.joined(separator: ", ")
        }
        compare("batch sizes", sizes)
    }
}

extension RunComparison.Change {
    /// - Parameter count: the number of batch sizes that are tested at once.
    init?(
        _ figure: RunComparison.Figure,
        from before: SweepDocument.Point,
        to after: SweepDocument.Point,
        outOf count: Int
    ) {
        func value(_ point: SweepDocument.Point) -> (value: Double?, interval: Interval?) {
            switch figure {
            case .samplesPerSecond: (point.samplesPerSecond.value, point.samplesPerSecond)
            case .stepSeconds:
                (
                    point.stepSeconds.mean,
                    Interval(value: point.stepSeconds.mean, low: point.stepSeconds.low, high: point.stepSeconds.high)
                )
            case .deviceUtilization: (point.deviceUtilization, nil)
            case .inputWaitRatio: (point.inputWaitRatio, nil)
            case .peakHostMemoryBytes: (point.peakHostMemoryBytes.map(Double.init), nil)
            case .peakDeviceMemoryBytes: (point.peakDeviceMemoryBytes.map(Double.init), nil)
            case .joulesPerSample: (point.joulesPerSample, nil)
            }
        }
        guard let one = value(before).value, let other = value(after).value, one != 0 else { return nil }
        self.figure = figure
        self.before = one
        self.after = other
        ratio = other / one - 1
        batchSize = before.batchSize
        if let first = value(before).interval, let second = value(after).interval,
            let ratio = Interval(ratioOf: second, to: first, outOf: count)
        {
            (low, high) = (ratio.low - 1, ratio.high - 1)
            isClear = ratio.high < 1 || ratio.low > 1
        } else {
            (low, high, isClear) = (nil, nil, nil)
        }
    }
}
