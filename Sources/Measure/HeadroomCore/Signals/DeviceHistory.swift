/// Readings of one device over time.
package struct DeviceHistory: Sendable {
    package var description: DeviceDescription
    package private(set) var traces: [Signal: Trace] = [:]
    /// Processes on the device at the last look; nil before the first, or where they cannot be seen.
    package var processes: [DeviceProcess]? {
        didSet { see(processes ?? []) }
    }
    /// Processes on the device since the last ``forget(before:)``, by process id, each with its peak memory.
    package private(set) var seenProcesses: [Int: DeviceProcess] = [:]

    package init(_ description: DeviceDescription) {
        self.description = description
    }

    package mutating func append(_ reading: Reading) {
        traces[reading.signal, default: Trace(reading.signal)].append(reading)
    }

    package mutating func forget(before time: Double) {
        for signal in traces.keys { traces[signal]?.forget(before: time) }
        seenProcesses = [:]
        see(processes ?? [])
    }

    private mutating func see(_ processes: [DeviceProcess]) {
        for var process in processes where seenProcesses.count < Self.mostProcesses {
            let before = seenProcesses[process.processId]?.memoryBytes
            process.memoryBytes = process.memoryBytes.map { max($0, before ?? 0) } ?? before
            seenProcesses[process.processId] = process
        }
    }

    /// Maximum number of processes to record.
    private static let mostProcesses = 4096

    /// The last reading of a signal.
    package func latest(_ signal: Signal) -> Double? { traces[signal]?.points.last?.value }

    /// The first reading of a signal from a time on.
    package func first(_ signal: Signal, since time: Double) -> Double? {
        traces[signal]?.points.first { $0.at >= time }?.value
    }

    package func distribution(of signal: Signal, in window: ClosedRange<Double>) -> Distribution? {
        traces[signal]?.distribution(in: window)
    }

    package func highest(_ signal: Signal, in window: ClosedRange<Double>) -> Double? {
        traces[signal]?.highest(in: window)
    }

    package func lowest(_ signal: Signal, in window: ClosedRange<Double>) -> Double? {
        traces[signal]?.lowest(in: window)
    }

    package func rise(of signal: Signal, in window: ClosedRange<Double>) -> Double? {
        traces[signal]?.rise(in: window)
    }

    /// Increase of a counter of seconds over the length of a window.
    package func share(of signal: Signal, in window: ClosedRange<Double>) -> Double? {
        rise(of: signal, in: window).map { $0 / (window.upperBound - window.lowerBound) }
    }

    /// Rates of a counter between its readings, at the time of each but the first.
    package func rates(of signal: Signal) -> [(at: Double, value: Double)] {
        let points = traces[signal]?.points ?? []
        return zip(points, points.dropFirst()).map { ($1.at, ($1.value - $0.value) / ($1.at - $0.at)) }
    }
}

extension DeviceHistory {
    /// Energy in a window, in joules: from the counter where the device has one, else the integral of the power.
    package func energyJoules(in window: ClosedRange<Double>) -> Double? {
        if traces[.energyJoules] != nil { return rise(of: .energyJoules, in: window) }
        let length = window.upperBound - window.lowerBound
        return powerWatts(in: window).map { $0 * length }
    }

    /// Mean power in a window, in watts.
    package func powerWatts(in window: ClosedRange<Double>) -> Double? {
        let length = window.upperBound - window.lowerBound
        return rise(of: .energyJoules, in: window).map { $0 / length }
            ?? distribution(of: .instantPowerWatts, in: window)?.mean
            ?? distribution(of: .powerWatts, in: window)?.mean
    }
}
