import FoundationEssentials
import Glibc
import HeadroomSchema
import HeadroomSystem

/// `headroom-train`, the program with the workloads, queried for their metadata.
enum TrainingProgram {
    /// Path from the environment, or next to this program.
    static var path: String {
        if let named = ProcessInfo.processInfo.environment["HEADROOM_TRAIN"], !named.isEmpty { return named }
        let folder = ThisProgram.path.lastIndex(of: "/").map { ThisProgram.path[..<$0] } ?? "."
        return "\(folder)/headroom-train"
    }

    /// Reason why the program gave no answer.
    struct Failure: Error {
        /// For example, `it is not there`.
        let reason: String
        /// Whether it was never built.
        var isMissing = false
    }

    /// All workloads.
    static let workloads: Result<[WorkloadDescription], Failure> = Result { () throws(Failure) in
        try answer(["describe"])
    }

    /// Remedies for training a workload with a larger batch size.
    static func remedies(of workload: String, for training: LargerBatch) throws(Failure) -> [Remedy] {
        guard let training = try? JSONEncoder().encode(training) else { throw Failure(reason: "it cannot be asked") }
        return try answer(["remedies", workload, String(decoding: training, as: UTF8.self)])
    }

    /// Prerequisites of the workloads on this machine.
    static func setup() throws(Failure) -> TrainingSetup { try answer(["setup"]) }

    private static func answer<Answer: Decodable>(_ arguments: [String]) throws(Failure) -> Answer {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(reason: "it is not there", isMissing: true)
        }
        let output: [UInt8]
        do {
            output = try ProgramOutput.read(path, arguments)
        } catch {
            throw Failure(reason: error.description)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output)) else {
            throw Failure(reason: "its answer cannot be read: it was built from other sources than this program")
        }
        return answer
    }

    /// Replaces this process by the program (exec), as git does for external commands.
    static func become(_ arguments: [String]) throws(Failure) -> Never {
        var strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &strings)
        throw Failure(reason: String(cString: strerror(errno)))
    }
}
