import FoundationEssentials

/// Paths of this package's programs, for tests that run them.
package enum Binaries {
    /// Supervisor: of the release build if set by `./test`, otherwise next to the tests.
    package static let supervise = path("HEADROOM_SUPERVISE", "headroom-supervise")
    /// Training process with known laws (Tests/KnownLaws).
    package static let knownLaws = path("HEADROOM_KNOWN_LAWS", "known-laws")

    /// Program that writes to a store (Tests/StoreWriter).
    package static let storeWriter = path("HEADROOM_STORE_WRITER", "store-writer")

    private static func path(_ variable: String, _ name: String) -> String {
        if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
        let tests = ProcessInfo.processInfo.arguments.first ?? ""
        let folder = tests.lastIndex(of: "/").map { String(tests[..<$0]) } ?? "."
        return "\(folder)/\(name)"
    }
}
