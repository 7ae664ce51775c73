import FoundationEssentials
import HeadroomEnvironments
import Subprocess
import TestSupport
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Request for an episode of `Scripts/gymnasium_trace.py`.
private struct Order: Encodable {
    var id: String
    /// Arguments of `gymnasium.make`; 1 and 0 are true and false.
    var options: [String: Double]
    var seed: UInt64
    var actions: [Int]
}

/// Step by step comparison with Gymnasium itself.
@Suite(
    .enabled(
        if: Needs.pythonIfThere(of: "gymnasium") != nil,
        "gymnasium is not there: run ./test, which installs it where the package index can be reached"
    )
)
struct GymnasiumTests {
    /// Steps our environment, then Gymnasium with the same actions, and compares every row.
    private func compare<E: HeadroomEnvironments.Environment>(
        _ environment: E,
        _ id: String,
        _ options: [String: Double] = [:],
        seed: UInt64,
        steps: Int = 3000,
        _ text: (E.Observation) -> String,
        action: (Int, E.Observation) -> Int
    ) async throws {
        var environment = environment
        var actions: [Int] = []
        let ours = try trace(&environment, seed: seed, steps: steps, text) { t, observation in
            actions.append(action(t, observation))
            return actions[actions.count - 1]
        }
        let order = try JSONEncoder().encode(Order(id: id, options: options, seed: seed, actions: actions))
        let run = try await Subprocess.run(
            .path(FilePath(try Needs.python(of: "gymnasium"))),
            arguments: ["\(#filePath)".replacing("GymnasiumTests.swift", with: "Scripts/gymnasium_trace.py")],
            input: .array(Array(order) + [10]),
            output: .string(limit: 1 << 24),
            error: .string(limit: 1 << 16)
        )
        try #require(run.terminationStatus.isSuccess, "\(run.standardError)")
        let theirs = run.standardOutput.split(separator: "\n").map(String.init)
        #expect(theirs.count == ours.count)
        let difference = zip(ours, theirs).first { $0 != $1 }
        #expect(difference == nil, "\(id), seed \(seed): ours \(difference?.0 ?? ""), theirs \(difference?.1 ?? "")")
    }

    private func number(_ state: Int) -> String { "\(state)" }

    private func bits(_ observation: SIMD4<Float>) -> String {
        (0..<4).map { String(observation[$0].bitPattern) }.joined(separator: " ")
    }

    @Test(arguments: TraceOracle.all, [1, 1 << 35] as [UInt64])
    func taxi(oracle: TraceOracle, seed: UInt64) async throws {
        let options: [String: Double] = [
            "is_rainy": oracle.isRainy ? 1 : 0, "fickle_passenger": oracle.isFickle ? 1 : 0,
        ]
        let action = try deliveringActions()
        try await compare(oracle.environment, "Taxi-v4", options, seed: seed, number, action: action)
    }

    /// Probabilities other than the defaults.
    @Test func taxiInOtherWeather() async throws {
        let options = ["is_rainy": 1, "rainy_probability": 0.37, "fickle_passenger": 1, "fickle_probability": 0.9]
        let taxi = try TaxiEnvironment(Taxi(rainyProbability: 0.37), fickleProbability: 0.9)
        let environment = try TimeLimit(taxi, maximumSteps: Taxi.maximumSteps)
        try await compare(environment, "Taxi-v4", options, seed: 5, number, action: deliveringActions())
    }

    @Test(arguments: FrozenLake.Size.allCases, [true, false])
    func frozenLake(size: FrozenLake.Size, isSlippery: Bool) async throws {
        let lake = try TableEnvironment(FrozenLake(size, isSlippery: isSlippery))
        let environment = try TimeLimit(lake, maximumSteps: size.maximumSteps)
        let id = size == .small ? "FrozenLake-v1" : "FrozenLake8x8-v1"
        func action(_ t: Int, _ state: Int) -> Int {
            if t % 5 == 0 { return t / 5 % 4 }
            return (t + state) % 3 == 0 ? 1 : 2
        }
        try await compare(environment, id, ["is_slippery": isSlippery ? 1 : 0], seed: 3, number, action: action)
    }

    @Test(arguments: [true, false]) func cliffWalking(isSlippery: Bool) async throws {
        let environment = try TableEnvironment(CliffWalking(isSlippery: isSlippery))
        let id = isSlippery ? "CliffWalkingSlippery-v1" : "CliffWalking-v1"
        func action(_ t: Int, _ state: Int) -> Int {
            if t % 9 == 0 { return t % 4 }
            if state == 36 { return 0 }
            return state % 12 == 11 ? 2 : 1
        }
        try await compare(environment, id, seed: 8, number, action: action)
    }

    /// The pole is balanced by a rule with occasional disturbances; every bit of the 32 is compared.
    @Test(arguments: [9, 10] as [UInt64]) func cartPole(seed: UInt64) async throws {
        func action(_ t: Int, _ observation: SIMD4<Float>) -> Int {
            if t % 11 == 0 { return t % 2 }
            if t % 1000 > 900 { return 1 }
            let lean: Float = observation[2] + 0.4 * observation[3]
            return lean + 0.05 * observation[0] > 0 ? 1 : 0
        }
        try await compare(CartPole.standardEnvironment(), "CartPole-v1", seed: seed, bits, action: action)
    }
}
