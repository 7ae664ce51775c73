import FoundationEssentials
import HeadroomSchema
import HeadroomSystem

/// `headroom-train`, the program with the workloads, queried for their metadata.
enum TrainingProgram {
    private static let program = OtherProgram.train

    static var path: String { program.path }

    typealias Failure = OtherProgram.Failure

    /// All workloads.
    static let workloads: Result<[WorkloadDescription], Failure> = Result { () throws(Failure) in
        try answer(["describe"])
    }

    /// Remedies for training a workload with a larger batch size.
    static func remedies(of workload: String, for training: LargerBatch) throws(Failure) -> [Remedy] {
        guard let training = try? JSONEncoder().encode(training) else {
            throw Failure(program: program, reason: "it cannot be asked")
        }
        return try answer(["remedies", workload, String(decoding: training, as: UTF8.self)])
    }

    /// Prerequisites of the workloads on this machine.
    static func setup() throws(Failure) -> TrainingSetup { try answer(["setup"]) }

    private static func answer<Answer: Decodable>(_ arguments: [String]) throws(Failure) -> Answer {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(program: program, reason: "it is not there", isMissing: true)
        }
        let output: [UInt8]
        do {
            output = try ProgramOutput.read(path, arguments)
        } catch {
            throw Failure(program: program, reason: error.description)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output)) else {
            throw Failure(
                program: program,
                reason: "its answer cannot be read: it was built from other sources than this program"
            )
        }
        return answer
    }
}
