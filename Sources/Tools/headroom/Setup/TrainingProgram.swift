import ArgumentParser
import FoundationEssentials
import Glibc
import HeadroomCommandLine
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

    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// The workloads there are; none where the program is not there.
    static let workloads: [WorkloadDescription] = answer(["describe"]) ?? []

    /// What may let a workload learn from a larger batch.
    static func remedies(of workload: String, for training: LargerBatch) -> [Remedy] {
        guard let training = try? JSONEncoder().encode(training) else { return [] }
        return answer(["remedies", workload, String(decoding: training, as: UTF8.self)]) ?? []
    }

    /// What the workloads need of this machine; nil where the program is not there.
    static var setup: TrainingSetup? { answer(["setup"]) }

    private static func answer<Answer: Decodable>(_ arguments: [String]) -> Answer? {
        guard isThere, let output = ProgramOutput.read(path, arguments) else { return nil }
        return try? JSONDecoder().decode(Answer.self, from: Data(output))
    }

    /// Becomes the program, as git goes on to the programs of its commands.
    ///
    /// - Throws: an exit code, once it has been said why it cannot be started.
    static func become(_ arguments: [String]) throws -> Never {
        var strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &strings)
        throw missing(String(cString: strerror(errno)))
    }

    /// Tells that the workloads are not there, and how to get them.
    static func missing(_ reason: String = "it is not there") -> ExitCode {
        StandardStream.message(
            """
            headroom: the program with the workloads cannot be started: \(path): \(reason)
              The launcher ./headroom builds it; by hand: swift build -c release --product headroom-train

            """
        )
        return .somethingMissing
    }
}
