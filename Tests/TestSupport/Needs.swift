import FoundationEssentials

/// What `./test` sets up for tests that need more than Swift.
package enum Needs {
    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The engine library; without it the tests that train fail, unless it is said that they may be left out.
    package static var engine: String? { variable("HEADROOM_ENGINE") }
    package static var mayRunWithoutEngine: Bool { variable("HEADROOM_TESTS_WITHOUT_ENGINE") == "1" }
    /// Whether only what is quick is wanted: tests that need the machine for themselves, or very long, are left out.
    package static var isQuick: Bool { variable("HEADROOM_TESTS_QUICK") == "1" }
    /// The folder with the digits.
    package static var data: String { variable("HEADROOM_DATA") ?? ".headroom/data" }
    /// The release binary.
    package static var binary: String { variable("HEADROOM_BINARY") ?? ".build/release/headroom" }
}
