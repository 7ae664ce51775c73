import HeadroomCore

/// Signals of a device that are each read from one file, at a common interval.
struct FileSignals {
    struct Entry {
        let signal: Signal
        let file: SensorFile
        let scale: UnitScale
        /// Range of valid values; others are discarded.
        let range: ClosedRange<Double>
        var periodSeconds = 0.0
    }

    private var schedule: Schedule
    private let entries: [Entry]

    init(every seconds: Double, _ entries: [Entry]) {
        schedule = Schedule(every: seconds)
        self.entries = entries
    }

    /// Appends the readings that are due, and records why others are missing.
    mutating func read(at now: Double, into readings: inout [Reading], absent: inout [String: String]) {
        guard schedule.isDue(at: now) else { return }
        for entry in entries {
            do throws(SensorRefusal) {
                let value = entry.scale.value(try entry.file.read())
                guard entry.range.contains(value) else {
                    throw SensorRefusal(reason: "what the driver says cannot be: \(value)")
                }
                absent[entry.signal] = nil
                readings.append(Reading(entry.signal, at: now, value: value, periodSeconds: entry.periodSeconds))
            } catch {
                absent[entry.signal] = error.reason
            }
        }
    }
}

extension FileSignals.Entry {
    static func share(_ signal: Signal, _ path: String, periodSeconds: Double) -> Self {
        Self(signal: signal, file: SensorFile(path), scale: .percent, range: 0...1, periodSeconds: periodSeconds)
    }

    /// A running device uses some power: 0 means that the driver does not know it.
    static func watts(_ signal: Signal, _ file: SensorFile, periodSeconds: Double = 0) -> Self {
        Self(signal: signal, file: file, scale: .millionths, range: 1e-3...1e5, periodSeconds: periodSeconds)
    }

    static func bytes(_ signal: Signal, _ path: String) -> Self {
        Self(signal: signal, file: SensorFile(path), scale: .ones, range: 0...DRMRecord.greatestBytes)
    }

    static func hertz(_ signal: Signal, _ paths: [String], scale: UnitScale) -> Self {
        Self(signal: signal, file: SensorFile(paths), scale: scale, range: 0...1e11)
    }

    static func celsius(_ signal: Signal, _ paths: [String]) -> Self {
        Self(signal: signal, file: SensorFile(paths), scale: .thousandths, range: -100...1000)
    }
}

/// Reasons why figures are null, by signal.
extension [String: String] {
    subscript(signal: Signal) -> String? {
        get { self[signal.rawValue] }
        set { self[signal.rawValue] = newValue }
    }
}

extension DeviceDescription {
    /// Signals for which the kernel has no figure.
    static let unavailableFromKernel: [Signal] = [
        .smActivity, .smOccupancy, .tensorActivity, .memoryBandwidthUtilization,
    ]

    /// Records that the device was removed.
    mutating func noteLoss() {
        for signal in Signal.allCases where !signal.isOfTheMachine {
            absent[signal] = "the device was lost: it is no longer on its bus"
        }
    }
}
