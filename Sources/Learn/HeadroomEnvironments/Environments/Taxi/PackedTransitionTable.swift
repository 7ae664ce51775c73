/// The transition table of a taxi in integers, small enough for the L1 cache.
///
/// The state of a taxi is one 32-bit number, its lane: the lower 16 bits are eight times its state, the next 15 the
/// number of remaining steps, and the last bit is set where the process has ended. An outcome is a number that is added
/// to the lane: it changes the state, subtracts one step, and sets the last bit where the episode ends. A step is thus
/// one addition, and one comparison decides whether the episode continues.
struct PackedTransitionTable: Sendable {
    /// The largest step limit that fits into a lane.
    static let mostSteps = (1 << 15) - 1
    /// The largest number of states that fits into a lane.
    static let mostStates = 1 << 13

    /// Number of outcomes per state and action; those of `(state, action)` begin at `(state * 8 + action) * width`.
    let width: Int
    /// The number added to the lane by each outcome.
    let changes: [UInt32]
    /// The reward of each outcome, an integer from -128 to 127.
    let rewards: [Int8]
    /// Cumulative probability of each outcome, in units of 2^-32; entries after the last outcome repeat it.
    let thresholds: [UInt32]
    let stateCount: Int
    /// Number of distinct observations.
    let observationCount: Int
    /// Cumulative initial distribution.
    private let cumulativeStart: [Double]

    init(_ taxi: Taxi, fickleProbability: Double?) throws(SettingError) {
        let table =
            if let fickleProbability {
                TransitionTable(trusted: try FickleTaxi(taxi, probability: fickleProbability))
            } else {
                TransitionTable(trusted: taxi)
            }
        try require("states", table.stateCount, in: 1...Self.mostStates, "1 to \(Self.mostStates): a smaller town")
        stateCount = table.stateCount
        observationCount = taxi.stateCount
        let width = table.largestOutcomeCount
        var changes: [UInt32] = []
        var rewards: [Int8] = []
        var thresholds: [UInt32] = []
        for pair in 0..<table.stateCount * 8 {
            let (state, action) = (pair / 8, pair % 8)
            let range = table.outcomes(of: state, min(action, table.actionCount - 1))
            for number in 0..<width {
                let index = range.lowerBound + min(number, range.count - 1)
                let way = UInt32(truncatingIfNeeded: 8 * (table.nextStates[index] - state) - 1 << 16)
                changes.append(way &+ (table.terminals[index] ? Self.endBit : 0))
                rewards.append(Int8(table.rewards[index]))
                let share = table.cumulativeProbabilities[index] * 0x1p32
                thresholds.append(number < range.count - 1 && share < 0x1p32 ? UInt32(share) : .max)
            }
        }
        self.width = width
        self.changes = changes
        self.rewards = rewards
        self.thresholds = thresholds
        var sum = 0.0
        cumulativeStart = table.initialDistribution.map { probability in
            sum += probability
            return sum
        }
    }

    private static let endBit: UInt32 = 1 << 31
    private static let oneStep: UInt32 = 1 << 16

    /// Whether the process of a lane has ended.
    @inline(__always)
    static func ends(_ lane: UInt32) -> Bool { lane >= endBit }

    /// Whether a lane has no steps left.
    @inline(__always)
    static func isCutOff(_ lane: UInt32) -> Bool { lane & ~endBit < oneStep }

    /// Whether the episode of a lane is over, terminated or truncated.
    @inline(__always)
    static func isOver(_ lane: UInt32) -> Bool { lane &- oneStep >= endBit - oneStep }

    /// The state of a lane.
    @inline(__always)
    static func state(_ lane: UInt32) -> Int { Int(lane & 0xffff) >> 3 }

    /// The observation of a lane.
    @inline(__always)
    func observation(_ lane: UInt32) -> Int32 {
        let state = Self.state(lane)
        return Int32(truncatingIfNeeded: state < observationCount ? state : state &- observationCount)
    }

    /// Returns a lane in a start state, from 64 random bits.
    func start(at bits: UInt64, steps: Int) -> UInt32 {
        let number = Double(bits >> 11) * 0x1p-53
        var low = 0
        var high = cumulativeStart.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulativeStart[middle] > number { high = middle } else { low = middle + 1 }
        }
        return UInt32(truncatingIfNeeded: low << 3 | steps << 16)
    }

    /// Unsafe pointers to the arrays, for loops without bounds checks.
    struct Tables {
        let changes: UnsafeBufferPointer<UInt32>
        let rewards: UnsafeBufferPointer<Int8>
        let thresholds: UnsafeBufferPointer<UInt32>

        /// The index of the outcome of an action; draws a random number only where there are several outcomes.
        @inline(__always)
        func outcome(_ lane: UInt32, _ action: UInt32, _ random: inout FastGenerator, width: Int) -> Int {
            var index = Int((lane & 0xffff) &+ action)
            guard width > 1 else { return index }
            index &*= width
            let number = UInt32(truncatingIfNeeded: random.next() >> 32)
            // Summed instead of branched on, because the outcome is unpredictable.
            var passed = 0
            for place in 0..<width &- 1 { passed &+= number >= thresholds[index &+ place] ? 1 : 0 }
            return index &+ passed
        }
    }

    /// Calls a function with pointers to the arrays.
    @inline(__always)
    func withTables<Result>(_ body: (Tables) -> Result) -> Result {
        changes.withUnsafeBufferPointer { changes in
            rewards.withUnsafeBufferPointer { rewards in
                thresholds.withUnsafeBufferPointer { thresholds in
                    body(Tables(changes: changes, rewards: rewards, thresholds: thresholds))
                }
            }
        }
    }
}

extension TransitionTable {
    /// The largest number of outcomes of any state and action.
    var largestOutcomeCount: Int {
        zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 1
    }
}
