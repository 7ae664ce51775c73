import FoundationEssentials
import Glibc

/// Requirements besides Swift that `./test` sets up.
package enum Needs {
    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Engine library; without it the tests that train fail, unless they may be omitted.
    package static var engine: String? { variable("HEADROOM_ENGINE") }
    package static var mayRunWithoutEngine: Bool { variable("HEADROOM_TESTS_WITHOUT_ENGINE") == "1" }
    /// Whether to run only quick tests: those that need an idle machine, or take very long, are omitted.
    package static var isQuick: Bool { variable("HEADROOM_TESTS_QUICK") == "1" }
    /// Folder with the digits.
    package static var data: String { variable("HEADROOM_DATA") ?? ".headroom/data" }
    /// Folder with the sentence encoder, for tests that are omitted where it could not be fetched.
    package static var sentences: String? { variable("HEADROOM_SENTENCES") }
    /// Python of the environment that `./test` created for a framework.
    package static func python(of framework: String) throws -> String {
        guard let folder = variable("HEADROOM_FRAMEWORKS") else {
            throw Missing(description: "HEADROOM_FRAMEWORKS is not set: run ./test, which sets the frameworks up")
        }
        return "\(folder)/\(framework)/bin/python"
    }

    /// Python of a framework's environment, for tests that are omitted where it could not be installed.
    package static func pythonIfThere(of framework: String) -> String? {
        guard let python = try? python(of: framework), access(python, X_OK) == 0 else { return nil }
        return python
    }

    /// Whether the environment of a framework also has a package.
    package static func has(_ package: String, in framework: String) -> Bool {
        guard let folder = variable("HEADROOM_FRAMEWORKS").map({ "\($0)/\(framework)/lib" }) else { return false }
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/site-packages/\(package)/__init__.py")
        }
    }

    /// Requirement that `./test` would have set up.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// Root folder of the checkout.
    package static let root: String = {
        let file = #filePath
        return String(file[..<(file.firstRange(of: "/Tests/")?.lowerBound ?? file.startIndex)])
    }()

    /// Release binary.
    package static var binary: String { variable("HEADROOM_BINARY") ?? ".build/release/headroom" }
    /// Path of the release binary without symbolic links.
    package static var binaryPath: String { URL(filePath: binary).resolvingSymlinksInPath().path }
}
