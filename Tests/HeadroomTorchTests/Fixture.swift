import FoundationEssentials
import HeadroomTorch
import Testing

/// Setup for tests of the engine: the library, one thread, and its seed.
enum Fixture {
    /// The engine library is required; a machine without one must state this, so that these tests do not pass by not
    /// running.
    static let isMeantToBeMissing =
        ProcessInfo.processInfo.environment["HEADROOM_TESTS_WITHOUT_ENGINE"] == "1"

    private static let loading = Result { try load() }

    /// Error about what is missing, as an error of `#require` would only count once, at the first affected test.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func environment(_ name: String, _ meaning: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw Missing(description: "set \(name) to \(meaning), or HEADROOM_TESTS_WITHOUT_ENGINE=1")
        }
        return value
    }

    private static func load() throws {
        try Engine.load(library: environment("HEADROOM_ENGINE", "the library that Engine/build made"))
        try Engine.setThreads(1)
    }

    /// Loads the engine, and resets all random number generators.
    static func start() throws {
        try loading.get()
        try Engine.seed(7)
    }
}

/// Tests that need the engine, run serially: seeds and threads belong to the process.
@Suite(.serialized, .enabled(if: !Fixture.isMeantToBeMissing))
struct EngineTests {
    init() throws { try Fixture.start() }
}
