import FoundationEssentials
import HeadroomTorch
import Testing

/// What the tests of the engine need: the library, one thread, and its seed.
enum Fixture {
    /// The engine library is required; a machine without one has to say so, lest these tests pass by not running.
    static let isMeantToBeMissing =
        ProcessInfo.processInfo.environment["HEADROOM_TESTS_WITHOUT_ENGINE"] == "1"

    private static let loading = Result { try load() }

    private static func load() throws {
        let library = try #require(
            ProcessInfo.processInfo.environment["HEADROOM_ENGINE"],
            "set HEADROOM_ENGINE to the library that Engine/build made, or HEADROOM_TESTS_WITHOUT_ENGINE=1"
        )
        try Engine.load(library: library)
        try Engine.setThreads(1)
    }

    /// Loads the engine, and starts all random numbers anew.
    static func start() throws {
        try loading.get()
        try Engine.seed(7)
    }
}

/// The tests that need the engine, one after the other: seeds and threads belong to the process.
@Suite(.serialized, .enabled(if: !Fixture.isMeantToBeMissing))
struct EngineTests {
    init() throws { try Fixture.start() }
}
