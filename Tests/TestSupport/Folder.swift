import FoundationEssentials

/// Folder of files that is deleted after the test.
package struct Folder {
    package let path = "/tmp/headroom-test-\(UInt32.random(in: .min ... .max))"

    package init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    package func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
