import Glibc

/// Exit status of a Python script.
func python(_ arguments: [String]) -> Int32 {
    var process = pid_t()
    var strings: [UnsafeMutablePointer<CChar>?] = (["python3"] + arguments).map { strdup($0) } + [nil]
    defer { strings.forEach { free($0) } }
    guard posix_spawnp(&process, "python3", nil, nil, &strings, environ) == 0 else { return -1 }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return status
}
