import HeadroomEnvironments
import Testing

/// Digests of Gymnasium's tables: 1.4.0, and 1.2.3 for the rain of version 3.
private let dryTable = "80dbfd7dfac1bb57b8a823bb2d3e28553ffc893aecf2d956c93d895358221e2e"
private let rainyTable = "7a71d4986277f0e7621e99a0894bf7202a48668fcf1a4cc36b70dc59eca7fbcd"
private let oldRainyTable = "7100430d70c2ab3d9edceb8c3c6014b4fef498a19d409da08fb2d487ef5ee328"
private let masks = "e3151a77ac9cda5e144516cec80d265b47d49b491d41275f62ce0dfb1b8b1961"

/// Settings of a trace made with Gymnasium 1.4.0, and its hash.
struct TraceOracle: Sendable, CustomTestStringConvertible {
    var isRainy: Bool
    var isFickle: Bool
    /// Hash with fixed actions, which deliver no passenger.
    var fixed: String
    /// Hash with the optimal action of the dry taxi, and another one at every seventh step.
    var delivering: String
    var testDescription: String { "rainy \(isRainy), fickle \(isFickle)" }

    static let all = [
        TraceOracle(
            isRainy: false,
            isFickle: false,
            fixed: "069af927c9c99d7262127c071c5aa0c2432beb48f5c4041b00f2ee7ba5a6306a",
            delivering: "c93f0e6d799875ca3ad90a48954f1397b3a9af477341c9aa48d59c4ae030c710"
        ),
        TraceOracle(
            isRainy: true,
            isFickle: false,
            fixed: "5ab9dc29d3c1cf0c7f579baa8f986b6fc87c4567e74ee88e20d058d439929b04",
            delivering: "c1a53cd6b362267b2458d073049f81b0b70b78bb6fd954f25368f9477aba47b7"
        ),
        TraceOracle(
            isRainy: false,
            isFickle: true,
            fixed: "dbfa391c769bfcaac2bbd72839fae932b9449fa74fea9df71803f4a694b3dff8",
            delivering: "3bc24cbfc1c73819e93f6b3e379c383b49ddd545b14a1ee9e5fbe33ad43ab518"
        ),
        TraceOracle(
            isRainy: true,
            isFickle: true,
            fixed: "e169e0c556b427f523c91f423bf02991cce0776d836fe88db236474ef6f4b46f",
            delivering: "b9eb26bfae0011157147a60493c70e3da2661a81eb64980b50fc0efe53e44088"
        ),
    ]

    var environment: TimeLimit<TaxiEnvironment> {
        Taxi.standardEnvironment(Taxi(isRainy: isRainy), isFickle: isFickle)
    }
}

/// The first optimal action of the dry taxi, and another one at every seventh step.
func deliveringActions() throws -> @Sendable (Int, Int) -> Int {
    let values = try OptimalValues(of: TransitionTable(Taxi()))
    return { t, state in t % 7 == 6 ? t % 6 : values.optimalActions(in: state)[0] }
}

@Suite struct TaxiTests {
    @Test func tablesAreGymnasiums() {
        #expect(sha256(tableDump(Taxi())) == dryTable)
        #expect(sha256(tableDump(Taxi(rules: .v3))) == dryTable)
        #expect(sha256(tableDump(Taxi(isRainy: true))) == rainyTable)
        #expect(sha256(tableDump(Taxi(rules: .v3, isRainy: true))) == oldRainyTable)
        #expect(sha256(maskDump(Taxi())) == masks)
        #expect(
            sha256(startDump(Taxi())) == "1330f41de9c54805ad61313a91611679066ab92e007f896ded7d192f8da6b0ac"
        )
    }

    /// The digests detect a single wall: removing or adding any wall gives other tables and masks.
    @Test func oneWallIsSeen() throws {
        var changed = 0
        for row in 1...5 {
            for column in stride(from: 2, through: 8, by: 2) {
                var lines = TaxiMap.standard.lines.map(Array.init)
                lines[row][column] = lines[row][column] == "|" ? ":" : "|"
                let map = try TaxiMap(lines.map { String($0) })
                #expect(sha256(tableDump(Taxi(map: map))) != dryTable)
                #expect(sha256(tableDump(Taxi(map: map, isRainy: true))) != rainyTable)
                #expect(sha256(maskDump(Taxi(map: map))) != masks)
                changed += 1
            }
        }
        #expect(changed == 20)
    }

    @Test func statesAreCountedAsInGymnasium() {
        let taxi = Taxi()
        #expect(taxi.encode(TaxiState(row: 3, column: 1, passenger: 2, destination: 0)) == 328)
        for number in 0..<taxi.stateCount { #expect(taxi.encode(taxi.decode(number)) == number) }
    }

    @Test func resetsAreGymnasiums() {
        var environment = Taxi.standardEnvironment()
        let starts: [UInt64: Int] = [0: 314, 1: 252, 2: 128, 3: 42, 4: 468, 5: 402, 42: 386, 123: 341]
        for (seed, state) in starts { #expect(environment.reset(seed: seed) == state, "seed \(seed)") }
    }

    @Test(arguments: TraceOracle.all) func tracesAreGymnasiums(oracle: TraceOracle) throws {
        var environment = oracle.environment
        let fixed = try trace(&environment, seed: 42, steps: 2000, { "\($0)" }) { t, _ in (7 * t + t / 6) % 6 }
        #expect(fixed.count == 2011)
        #expect(sha256(fixed.joined(separator: "\n") + "\n") == oracle.fixed)
        let delivering = try trace(&environment, seed: 42, steps: 2000, { "\($0)" }, action: deliveringActions())
        #expect(delivering.count { $0.hasSuffix(",20,1,0") } > 90)
        #expect(sha256(delivering.joined(separator: "\n") + "\n") == oracle.delivering)
    }

    /// An episode that ends exactly at the limit is terminated and truncated, as in Gymnasium.
    @Test func endAtTheLimitIsBoth() throws {
        let values = try OptimalValues(of: TransitionTable(Taxi()))
        var environment = TaxiEnvironment()
        var state = environment.reset(seed: 0)
        var length = 0
        while true {
            let step = try environment.step(values.optimalActions(in: state)[0])
            state = step.observation
            length += 1
            if step.terminated { break }
        }
        for (limit, terminated) in [(length, true), (length - 1, false)] {
            var limited = try TimeLimit(TaxiEnvironment(), maximumSteps: limit)
            state = limited.reset(seed: 0)
            for number in 1...limit {
                let step = try limited.step(values.optimalActions(in: state)[0])
                state = step.observation
                #expect(step.truncated == (number == limit))
                #expect(step.terminated == (terminated && number == limit))
            }
            #expect(throws: EnvironmentError.stepAfterEnd) { try limited.step(0) }
        }
    }

    @Test func pictureShowsTheState() {
        let waiting = TaxiPicture(TaxiState(row: 2, column: 3, passenger: 0, destination: 3))
        #expect(
            waiting.description == """
                +---------+
                |p: | : :G|
                | : | : : |
                | : : :t: |
                | | : | : |
                |Y| : |x: |
                +---------+
                taxi at row 2, column 3; passenger at R; destination B
                """
        )
        let carrying = TaxiPicture(TaxiState(row: 0, column: 0, passenger: 4, destination: 1)).description
        #expect(carrying.contains("|T: | : :x|"))
        #expect(carrying.hasSuffix("passenger in the taxi; destination G"))
    }

    @Test func otherTownsAreRead() throws {
        let map = try TaxiMap(["+-----+", "|R:G: |", "|Y:B| |", "+-----+"])
        let taxi = Taxi(map: map)
        #expect(taxi.stateCount == 2 * 3 * 20)
        #expect(
            try Policy.uniform(TransitionTable(taxi)).score(in: TransitionTable(taxi), within: 200).successRate > 0.3
        )
        #expect(throws: SettingError.self) { try TaxiMap(["+-----+", "|R:G:.|", "|Y:B| ", "+-----+"]) }
        #expect(throws: SettingError.self) { try TaxiMap(["+-----+", "|R:G: |", "|Y: | |", "+-----+"]) }
        #expect(throws: SettingError.self) { try TaxiMap(["+-----+", "|R:G; |", "|Y:B| |", "+-----+"]) }
        #expect(throws: SettingError.self) { try TaxiMap([]) }
    }
}
