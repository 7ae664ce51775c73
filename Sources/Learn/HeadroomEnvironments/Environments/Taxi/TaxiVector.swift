/// A vector of taxis, stepped together with flat arrays and packed tables.
///
/// Every call of `step` takes one action in every taxi and makes exactly one transition of each. A taxi whose episode
/// ends is reset within the same call: the reset is not a transition and takes no action, and the last observation of
/// the episode stays available (`VectorStep.nextObservations`). The vector has its own random numbers: its episodes
/// differ from Gymnasium's, and are reproducible by their seed.
public struct TaxiVector: Sendable {
    /// The rules of the taxis.
    public let taxi: Taxi
    /// Number of taxis.
    public let count: Int
    /// Step limit of an episode.
    public let maximumSteps: Int
    /// South, north, east, west, pickup, dropoff.
    public let actionCount = TaxiAction.allCases.count
    let packed: PackedTransitionTable
    /// The state of each taxi, in the format of `PackedTransitionTable`.
    var lanes: [UInt32]
    var random: FastGenerator

    /// Makes taxis, each in its own random start state.
    ///
    /// - Parameters:
    ///   - fickleProbability: the probability of a fickle passenger; nil without fickle passengers.
    ///   - maximumSteps: the step limit, 1 to 32,767.
    public init(
        count: Int,
        taxi: Taxi = Taxi(),
        fickleProbability: Double? = nil,
        maximumSteps: Int = Taxi.maximumSteps,
        seed: UInt64 = 0
    ) throws(SettingError) {
        try require("count", count, in: 1..., "at least 1")
        try require(
            "maximumSteps",
            maximumSteps,
            in: 1...PackedTransitionTable.mostSteps,
            "1 to \(PackedTransitionTable.mostSteps)"
        )
        self.taxi = taxi
        self.count = count
        self.maximumSteps = maximumSteps
        packed = try PackedTransitionTable(taxi, fickleProbability: fickleProbability)
        lanes = Array(repeating: 0, count: count)
        random = FastGenerator(seed: seed)
        reset(seed: seed)
    }

    /// Starts an episode in every taxi.
    public mutating func reset(seed: UInt64) {
        // Neighboring seeds give different first numbers but overlapping streams; NumPy's mixing of the seed separates
        // them.
        random = FastGenerator(seed: SeedSequence(seed).state(count: 1)[0])
        for lane in lanes.indices { lanes[lane] = packed.start(at: random.next(), steps: maximumSteps) }
    }

    /// The current observation of each taxi, `[count]`.
    public var observations: [Int32] { lanes.map(packed.observation) }

    /// Number of steps in each taxi's episode, `[count]`.
    public var elapsedSteps: [Int] { lanes.map { maximumSteps - Int($0 >> 16) } }

    /// Takes one action in every taxi.
    ///
    /// - Parameters:
    ///   - actions: one action for each taxi, `[count]`.
    ///   - result: arrays made by `VectorStep(count:)`, which are overwritten.
    public mutating func step(_ actions: [Int32], into result: inout VectorStep) throws(EnvironmentError) {
        try check(actions)
        if result.count != count { result = VectorStep(count: count) }
        actions.withUnsafeBufferPointer { actions in
            result.withBuffers { move(actions, $0) }
        }
    }

    /// Throws where the actions are invalid, before any taxi has moved.
    private func check(_ actions: [Int32]) throws(EnvironmentError) {
        guard actions.count == count else { throw .actionCount(given: actions.count, needed: count) }
        // The maximum is vectorized; a negative action becomes a large unsigned number.
        var largest: UInt32 = 0
        for action in actions { largest = max(largest, UInt32(bitPattern: action)) }
        if largest >= UInt32(actionCount) {
            throw .actionOutOfRange(action: Int(Int32(bitPattern: largest)), allowed: 0..<actionCount)
        }
    }
}

extension TaxiVector {
    /// All mutable state of the taxis.
    public struct Snapshot: Codable, Sendable, Equatable {
        fileprivate var lanes: [UInt32]
        fileprivate var random: FastGenerator
    }

    /// The current state.
    public var snapshot: Snapshot { Snapshot(lanes: lanes, random: random) }

    /// Restores a state; throws where it is not a state of the same number of taxis with the same rules.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("count", snapshot.lanes.count, in: count...count, "\(count)")
        for lane in snapshot.lanes {
            try require(
                "state",
                PackedTransitionTable.state(lane),
                in: 0..<packed.stateCount,
                "0 to \(packed.stateCount - 1)"
            )
            try require("lane", lane & 7, in: 0...0, "a multiple of 8 in its lower half")
            try require("steps left", Int(lane >> 16), in: 1...maximumSteps, "1 to \(maximumSteps)")
        }
        lanes = snapshot.lanes
        random = snapshot.random
    }
}
