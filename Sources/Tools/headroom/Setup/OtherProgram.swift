import FoundationEssentials
import Glibc

/// A program of this package that carries out some of the commands of `headroom`, as git has programs for its own.
struct OtherProgram: Sendable {
    /// The program with the workloads.
    static let train = OtherProgram(name: "headroom-train", variable: "HEADROOM_TRAIN", command: "train")
    /// The program with the analytics of customers.
    static let customers = OtherProgram(
        name: "headroom-customers",
        variable: "HEADROOM_CUSTOMERS",
        command: "customers"
    )

    let name: String
    /// Environment variable that names another path.
    let variable: String
    /// The command that builds it through the launcher.
    let command: String

    /// Error for a program that gave no answer.
    struct Failure: Error {
        let program: OtherProgram
        /// For example, `it is not there`.
        let reason: String
        /// Whether it was never built.
        var isMissing = false
    }

    /// Path from the environment, or next to this program.
    var path: String {
        if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
        let folder = ThisProgram.path.lastIndex(of: "/").map { ThisProgram.path[..<$0] } ?? "."
        return "\(folder)/\(name)"
    }

    /// Replaces this process by the program (exec).
    func exec(_ arguments: [String]) throws(Failure) -> Never {
        var strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &strings)
        throw Failure(program: self, reason: String(cString: strerror(errno)), isMissing: errno == ENOENT)
    }
}
