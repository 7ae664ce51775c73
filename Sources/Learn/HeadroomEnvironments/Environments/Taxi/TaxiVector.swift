/// Many taxis at once, over flat arrays and packed tables.
///
/// Every call of `step` takes one action in every taxi and makes exactly one transition of each. Where an episode ends
/// the taxi is set to a new start within the same call: the reset is no transition, costs no action, and what the last
/// action led to stays readable (`VectorStep.nextObservations`). Its random numbers are its own: it does not repeat
/// Gymnasium's episodes, but its own by the seed.
public struct TaxiVector: Sendable {
    /// The rules that are followed.
    public let taxi: Taxi
    /// How many taxis there are.
    public let count: Int
    /// After how many steps an episode is cut off.
    public let maximumSteps: Int
    /// South, north, east, west, pickup, dropoff.
    public let actionCount = TaxiAction.allCases.count
    let packed: PackedTaxi
    /// A number for each taxi; `PackedTaxi` says what is in it.
    var lanes: [UInt32]
    var random: FastGenerator

    /// Makes taxis, each at a start of its own.
    ///
    /// - Parameters:
    ///   - fickleProbability: how likely a passenger is one who will change his mind; nil where none does.
    ///   - maximumSteps: the step limit, 1 to 32,767.
    public init(
        count: Int,
        taxi: Taxi = Taxi(),
        fickleProbability: Double? = nil,
        maximumSteps: Int = Taxi.maximumSteps,
        seed: UInt64 = 0
    ) throws(SettingError) {
        try require("count", count, in: 1..., "at least 1")
        try require("maximumSteps", maximumSteps, in: 1...PackedTaxi.mostSteps, "1 to \(PackedTaxi.mostSteps)")
        self.taxi = taxi
        self.count = count
        self.maximumSteps = maximumSteps
        packed = try PackedTaxi(taxi, fickleProbability: fickleProbability)
        lanes = Array(repeating: 0, count: count)
        random = FastGenerator(seed: seed)
        reset(seed: seed)
    }

    /// Begins an episode in every taxi.
    public mutating func reset(seed: UInt64) {
        // The generator's first numbers of neighbouring seeds are unlike each other, but their streams overlap; NumPy's
        // mixing sets them apart.
        random = FastGenerator(seed: SeedSequence(seed).state(count: 1)[0])
        for lane in lanes.indices { lanes[lane] = packed.start(at: random.next(), steps: maximumSteps) }
    }

    /// What is seen of each taxi now: `[count]`.
    public var observations: [Int32] { lanes.map(packed.observation) }

    /// How many steps each taxi's episode has had: `[count]`.
    public var elapsedSteps: [Int] { lanes.map { maximumSteps - Int($0 >> 16) } }

    /// Takes an action in every taxi.
    ///
    /// - Parameters:
    ///   - actions: `[count]`.
    ///   - result: arrays made by `VectorStep(count:)`; they are written over.
    public mutating func step(_ actions: [Int32], into result: inout VectorStep) throws(EnvironmentError) {
        try check(actions)
        if result.count != count { result = VectorStep(count: count) }
        actions.withUnsafeBufferPointer { actions in
            result.withBuffers { move(actions, $0) }
        }
    }

    /// Throws before any taxi has moved.
    private func check(_ actions: [Int32]) throws(EnvironmentError) {
        guard actions.count == count else { throw .actionCount(given: actions.count, needed: count) }
        // A largest number is found many at a time; a negative one is a large one without its sign.
        var largest: UInt32 = 0
        for action in actions { largest = max(largest, UInt32(bitPattern: action)) }
        if largest >= UInt32(actionCount) {
            throw .actionOutOfRange(action: Int(Int32(bitPattern: largest)), allowed: 0..<actionCount)
        }
    }
}

extension TaxiVector {
    /// Everything that changes while the taxis drive.
    public struct Snapshot: Codable, Sendable, Equatable {
        fileprivate var lanes: [UInt32]
        fileprivate var random: FastGenerator
    }

    /// The state now.
    public var snapshot: Snapshot { Snapshot(lanes: lanes, random: random) }

    /// Goes back to a state, if it is one of as many taxis with the same rules.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("count", snapshot.lanes.count, in: count...count, "\(count)")
        for lane in snapshot.lanes {
            try require("state", PackedTaxi.state(lane), in: 0..<packed.stateCount, "0 to \(packed.stateCount - 1)")
            try require("lane", lane & 7, in: 0...0, "a multiple of 8 in its lower half")
            try require("steps left", Int(lane >> 16), in: 1...maximumSteps, "1 to \(maximumSteps)")
        }
        lanes = snapshot.lanes
        random = snapshot.random
    }
}
