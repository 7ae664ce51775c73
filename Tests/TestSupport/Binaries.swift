import FoundationEssentials

/// Where the programs of this package are, for tests that run them.
package enum Binaries {
    /// The supervisor: of the release build where `./test` names one, else beside the tests.
    package static let supervise = path("HEADROOM_SUPERVISE", "headroom-supervise")
    /// A training process of known laws (Tests/KnownLaws).
    package static let knownLaws = path("HEADROOM_KNOWN_LAWS", "known-laws")

    /// A program that writes to a store (Tests/StoreWriter).
    package static let storeWriter = path("HEADROOM_STORE_WRITER", "store-writer")

    private static func path(_ variable: String, _ name: String) -> String {
        if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
        let tests = ProcessInfo.processInfo.arguments.first ?? ""
        let folder = tests.lastIndex(of: "/").map { String(tests[..<$0]) } ?? "."
        return "\(folder)/\(name)"
    }
}
