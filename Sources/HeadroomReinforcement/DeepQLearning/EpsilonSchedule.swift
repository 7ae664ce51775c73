/// How often an action is drawn at random, falling in a straight line over the first steps.
public struct EpsilonSchedule: Sendable, Equatable, Codable {
    /// At the first step, from 0 to 1.
    public var start: Double
    /// After `steps` steps, and from then on; from 0 to 1.
    public var end: Double
    /// Environment steps from `start` to `end`.
    public var steps: Int

    /// Makes a schedule.
    public init(start: Double = 1, end: Double = 0.05, steps: Int) {
        self.start = start
        self.end = end
        self.steps = steps
    }

    /// The probability of a random action at a step, counted from 0.
    public func epsilon(at step: Int) -> Double {
        guard step < steps else { return end }
        return start + (end - start) * Double(step) / Double(steps)
    }
}
