import FoundationEssentials
import Glibc
import HeadroomSchema
import HeadroomSystem

/// `headroom-train`, the program with the workloads; this one asks it for what there is to know of them.
enum TrainingProgram {
    /// Beside this program, or where the environment says.
    static var path: String {
        if let named = ProcessInfo.processInfo.environment["HEADROOM_TRAIN"], !named.isEmpty { return named }
        let folder = ThisProgram.path.lastIndex(of: "/").map { ThisProgram.path[..<$0] } ?? "."
        return "\(folder)/headroom-train"
    }

    /// Why it has no answer.
    struct Failure: Error {
        /// `it is not there`.
        let reason: String
        /// Whether it was never built.
        var isMissing = false
    }

    /// The workloads there are.
    static let workloads: Result<[WorkloadDescription], Failure> = Result { () throws(Failure) in
        try answer(["describe"])
    }

    /// What may let a workload learn from a larger batch.
    static func remedies(of workload: String, for training: LargerBatch) throws(Failure) -> [Remedy] {
        guard let training = try? JSONEncoder().encode(training) else { throw Failure(reason: "it cannot be asked") }
        return try answer(["remedies", workload, String(decoding: training, as: UTF8.self)])
    }

    /// What the workloads need of this machine.
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

    /// Becomes the program, as git goes on to the programs of its commands.
    static func become(_ arguments: [String]) throws(Failure) -> Never {
        var strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &strings)
        throw Failure(reason: String(cString: strerror(errno)))
    }
}
