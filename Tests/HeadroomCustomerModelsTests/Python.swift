import FoundationEssentials
import Glibc
import TestSupport

/// Exit status of a script beside the tests, with a value as its JSON file.
func python(_ script: String, _ value: some Encodable, program: String = "python3") throws -> Int32 {
    let folder = try Folder()
    defer { folder.remove() }
    try folder.write(Array(JSONEncoder().encode(value)), "figures.json")
    let path = "\(URL(filePath: #filePath).deletingLastPathComponent().path())\(script)"
    var process = pid_t()
    let arguments = [program, path, "\(folder.path)/figures.json"]
    var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { strings.forEach { free($0) } }
    guard posix_spawnp(&process, program, nil, nil, &strings, environ) == 0 else { return -1 }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return status
}
