package import HeadroomCore

/// Source of periodic readings: a GPU, the CPU, or the machine.
///
/// A source is used only on the sampler's thread. It decides which signals are due, and omits those that it cannot
/// read, with the reason in its description.
package protocol DeviceSource: AnyObject {
    var description: DeviceDescription { get }

    /// Processes on the device; nil if they are not visible.
    var processes: [DeviceProcess]? { get }

    /// Appends the readings that are due.
    ///
    /// - Parameter now: monotonic time in seconds.
    func read(at now: Double, into readings: inout [Reading])
}

/// Schedule of a reading that is not due every time.
struct Schedule {
    let seconds: Double
    private let phaseSeconds: Double
    private var next: Double?

    /// - Parameter turn: index of the device, which staggers the infrequent readings of several devices.
    init(every seconds: Double, turn: Int = 0) {
        self.seconds = seconds
        let turns = max(1, Int((seconds / Sampler.intervalSeconds).rounded()))
        phaseSeconds = Double(turn % turns) * Sampler.intervalSeconds
    }

    /// Whether it is due; if so, also schedules the next time.
    mutating func isDue(at now: Double) -> Bool {
        if let next, now < next { return false }
        // A little early is better than a whole interval late. The first reading is due at once for all devices.
        next = now + seconds - 0.05 * min(seconds, 1) + (next == nil ? phaseSeconds : 0)
        return true
    }
}

/// Counter that only increases, from one that wraps or is reset.
struct RisingCounter {
    /// Modulus at which it wraps; nil for 64 bits.
    var wrapsAt: Double?
    private var last: Double?
    private var total = 0.0

    init(wrapsAt: Double? = nil) {
        self.wrapsAt = wrapsAt
    }

    /// Sum of all increases up to a reading.
    ///
    /// A decrease that is not a wrap is a reset, which adds nothing.
    mutating func total(_ value: Double) -> Double {
        defer { last = value }
        guard let last else { return total }
        if value >= last {
            total += value - last
        } else if let wrapsAt, last > wrapsAt / 2, value < wrapsAt / 2 {
            total += wrapsAt - last + value
        }
        return total
    }
}
