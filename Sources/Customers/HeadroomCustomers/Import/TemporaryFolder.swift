import FoundationEssentials
import Glibc

/// A folder for the tables of a database or store, removed after it was read.
enum TemporaryFolder {
    /// Calls a function with the path of a new folder, and removes the folder.
    static func with<Result>(
        _ body: (_ folder: String) throws(CustomersError) -> Result
    ) throws(CustomersError) -> Result {
        let root = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(root)/headroom-customers-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CustomersError(
                "cannot create a folder in \(root): \(String(cString: strerror(errno)))",
                hint: "set TMPDIR to another folder"
            )
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }
}
