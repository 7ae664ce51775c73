import FoundationEssentials
import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomSystem
import HeadroomTorch
import HeadroomTraining

/// The checkpoint file of deep Q-learning: the state for resuming the training, and its best policy for playing.
final class DeepTaxiCheckpoint {
    typealias Learning = DeepQLearning<TimeLimit<TaxiEnvironment>>

    /// Minimum time between two files, in seconds; the policy improves often at the beginning.
    private static let secondsBetween = 5.0

    private let path: String?
    private let variant: TaxiVariant
    private let encoding: TaxiEncoding
    private var lastSaved = -Double.infinity

    init(_ options: DeepTaxi.Options) {
        path = options.taxi.checkpoint
        variant = options.taxi.variant
        encoding = options.encoding
    }

    func save(_ learning: Learning, _ record: TaxiTrainingRecord, isLast: Bool) throws {
        guard let path, isLast || MonotonicClock.seconds() - lastSaved >= Self.secondsBetween else { return }
        let actions = try Tensor(record.bestActions, shape: [record.bestActions.count])
        try learning.save(
            to: path,
            environment: variant.name,
            notes: [
                "encoding": encoding.rawValue,
                "lessons": String(decoding: try JSONEncoder().encode(record.evaluations), as: UTF8.self),
            ],
            groups: ["best": [NamedTensor("actions", actions)]]
        )
        lastSaved = MonotonicClock.seconds()
    }

    /// Resumes a training from a file.
    func resume(_ learning: inout Learning, _ record: inout TaxiTrainingRecord, from path: String) throws {
        let checkpoint = try DeepQCheckpoint(path: path)
        try checkpoint.require(environment: variant.name)
        guard checkpoint.notes["encoding"] == encoding.rawValue else {
            throw WorkloadError(
                .usage,
                "\(path) was trained with --encoding \(checkpoint.notes["encoding"] ?? "?"), and not \(encoding.rawValue)"
            )
        }
        try learning.restore(checkpoint)
        let kept = checkpoint.notes["lessons"].flatMap {
            try? JSONDecoder().decode([TaxiEvaluation].self, from: Data($0.utf8))
        }
        record.resume(kept ?? [], bestActions: try TaxiPolicy(path: path).actions)
    }
}
