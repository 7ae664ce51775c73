package import HeadroomCore

/// Something that can be read again and again: a GPU, the CPU, the machine around them.
///
/// A source lives on the thread of the sampler alone. It decides by itself what is due, and what it cannot read it leaves
/// out, with the reason in its description.
package protocol DeviceSource: AnyObject {
    var description: DeviceDescription { get }

    /// Who is on the device; nil where that cannot be seen.
    var processes: [DeviceProcess]? { get }

    /// Appends what is due.
    ///
    /// - Parameter now: monotonic time in seconds.
    func read(at now: Double, into readings: inout [Reading])
}

/// When something is due that is not read every time.
struct Pace {
    let seconds: Double
    private let phaseSeconds: Double
    private var next: Double?

    /// - Parameter turn: which of several devices it is: what is seldom due must not be due of all of them at once.
    init(every seconds: Double, turn: Int = 0) {
        self.seconds = seconds
        let turns = max(1, Int((seconds / Sampler.intervalSeconds).rounded()))
        phaseSeconds = Double(turn % turns) * Sampler.intervalSeconds
    }

    /// Whether it is due, and if so, not again for a while.
    mutating func isDue(at now: Double) -> Bool {
        if let next, now < next { return false }
        // A little early is better than a whole turn late. The first time is everybody's.
        next = now + seconds - 0.05 * min(seconds, 1) + (next == nil ? phaseSeconds : 0)
        return true
    }
}

/// A counter as the source reads it, made one that only rises.
struct RisingCounter {
    /// The value after which it begins again at 0; nil where it has all 64 bits.
    var wrapsAt: Double?
    private var last: Double?
    private var total = 0.0

    init(wrapsAt: Double? = nil) {
        self.wrapsAt = wrapsAt
    }

    /// The sum of all rises up to a reading.
    ///
    /// A step back that is no wrap is a counter that was reset: it counts for nothing.
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
