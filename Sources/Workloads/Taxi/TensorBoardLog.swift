import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomEnvironments
import HeadroomTraining

/// A TensorBoard event file in a folder, written during the training.
final class TensorBoardLog {
    private let descriptor: Int32
    private let path: String

    /// Creates a new event file in a folder, which is created where it is missing.
    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(writing: folder, reason: "the folder cannot be made")
        }
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = "\(folder)/events.out.tfevents.\(time(nil)).\(host).\(getpid())"
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure(writing: path, reason: String(cString: strerror(errno))) }
        try write(TensorBoardRecord.header(wallSeconds: Self.now))
    }

    deinit { close(descriptor) }

    /// Adds the results of an evaluation at its environment step.
    func add(_ evaluation: TaxiEvaluation) throws {
        var values: [(tag: String, value: Double)] = [
            ("evaluation/return", evaluation.score.meanReturn), ("evaluation/success", evaluation.score.successRate),
            ("evaluation/length", evaluation.score.meanLength), ("training/epsilon", evaluation.epsilon),
            ("training/updates", Double(evaluation.updates)), ("training/samples", Double(evaluation.samples)),
            ("training/seconds", evaluation.seconds),
        ]
        if let loss = evaluation.loss { values.append(("training/loss", loss)) }
        if let recent = evaluation.recentReturn { values.append(("training/return", recent)) }
        try write(TensorBoardRecord.scalars(values, step: evaluation.environmentSteps, wallSeconds: Self.now))
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else {
                throw CommandFailure(writing: path, reason: String(cString: strerror(errno)))
            }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
