import FoundationEssentials
import HeadroomTrials
import Testing

@Suite struct WorkingCopyTests {
    /// Creates a folder with a script, a checkpoint, a package, a hidden folder, and data next to it.
    private func project(_ body: (_ folder: String, _ base: String) throws -> Void) throws {
        let root = "/tmp/headroom-copy-\(UInt32.random(in: .min ... .max))"
        let files = FileManager.default
        defer { try? files.removeItem(atPath: root) }
        for folder in ["project/package", "project/.git", "data", "copy"] {
            try files.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        for (path, text) in [
            ("project/train.py", "print(1)"), ("project/checkpoint.pt", "step 120"),
            ("project/package/model.py", "x = 1"),
            ("project/.git/HEAD", "ref"), ("data/points.csv", "1,2"),
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(root)/\(path)"))
        }
        try body("\(root)/project", "\(root)/copy")
    }

    private func text(_ path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func whatIsWrittenInACopyLeavesTheOriginalAlone() throws {
        try project { folder, base in
            let copy = try #require(WorkingCopy(of: folder)?.make(below: base))
            #expect(copy.hasSuffix(folder))
            #expect(text("\(copy)/checkpoint.pt") == "step 120" && text("\(copy)/package/model.py") == "x = 1")
            try Data("step 1".utf8).write(to: URL(filePath: "\(copy)/checkpoint.pt"))
            try Data("new".utf8).write(to: URL(filePath: "\(copy)/package/new.pt"))
            #expect(text("\(folder)/checkpoint.pt") == "step 120")
            #expect(text("\(folder)/package/new.pt") == nil)
        }
    }

    @Test func relativePathsLeadWhereTheyLed() throws {
        try project { folder, base in
            let copy = try #require(WorkingCopy(of: folder)?.make(below: base))
            #expect(text("\(copy)/../data/points.csv") == "1,2")
            #expect(text("\(copy)/.git/HEAD") == "ref")
            // The folder has the same depth below the root as before.
            let up = String(repeating: "../", count: folder.split(separator: "/").count)
            #expect(text("\(copy)/\(up)etc/hostname") == text("/etc/hostname"))
        }
    }

    @Test func whatIsTooLargeStaysWhereItIs() throws {
        try project { folder, base in
            try FileManager.default.createDirectory(atPath: "\(folder)/images", withIntermediateDirectories: true)
            for index in 0..<2_100 { try Data().write(to: URL(filePath: "\(folder)/images/\(index).png")) }
            let copy = try #require(WorkingCopy(of: folder)?.make(below: base))
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(copy)/images")
            #expect(target == "\(folder)/images")
            #expect(text("\(copy)/train.py") == "print(1)")
        }
    }
}
