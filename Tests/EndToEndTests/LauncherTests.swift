import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The launcher in a copy of the checkout, on a machine with missing dependencies.
@Suite struct LauncherTests {
    private func launch(path: String) async throws -> (status: TerminationStatus, errors: String) {
        let files = FileManager.default
        let folder = "/tmp/headroom-launcher-\(UInt32.random(in: .min ... .max))"
        defer { try? files.removeItem(atPath: folder) }
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        try files.createDirectory(atPath: "\(folder)/Sources", withIntermediateDirectories: true)
        for name in ["headroom", "scripts", "Package.swift"] {
            try files.copyItem(atPath: "\(root)/\(name)", toPath: "\(folder)/\(name)")
        }
        let result = try await Subprocess.run(
            .path(FilePath("\(folder)/headroom")),
            arguments: ["doctor"],
            environment: .inherit.updating(["PATH": path]),
            output: .string(limit: 65_536),
            error: .string(limit: 65_536)
        )
        return (result.terminationStatus, result.standardError)
    }

    /// Folder with only the programs that the launcher calls before it looks for Swift.
    private func folderWithoutSwift() throws -> String {
        let folder = "/tmp/headroom-path-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["bash", "dirname", "readlink", "find", "mktemp", "sed", "head"] {
            let found = ["/usr/bin", "/bin"].map { "\($0)/\(name)" }.first {
                FileManager.default.fileExists(atPath: $0)
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)",
                withDestinationPath: try #require(found, "\(name)")
            )
        }
        return folder
    }

    @Test func withoutSwiftTheLauncherSaysHowToGetIt() async throws {
        let folder = try folderWithoutSwift()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (status, errors) = try await launch(path: folder)
        #expect(status == .exited(3), "\(errors)")
        #expect(errors.contains("Swift is missing") && errors.contains("Install Swift 6.2 or newer"))
    }

    @Test(arguments: [
        ("echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'", "Swift 5.10 is too old"),
        ("exit 127", "'swift --version' does not answer with a version"),
    ])
    func aSwiftThatCannotBeUsedIsRefused(does: String, says: String) async throws {
        let folder = try folderWithoutSwift()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "#!/bin/bash\n\(does)\n"
        try Data(script.utf8).write(to: URL(filePath: "\(folder)/swift"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/swift")
        let (status, errors) = try await launch(path: folder)
        #expect(status == .exited(3), "\(errors)")
        #expect(errors.contains(says) && errors.contains("Swift 6.2 or newer"), "\(errors)")
    }
}
