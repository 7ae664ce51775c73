import FoundationEssentials
public import HeadroomEnvironments
public import HeadroomTorch

/// Checkpoint of deep Q-learning: everything needed to resume a training bit for bit.
///
/// The file is in safetensors format: weights under `network`, `target` and `optimizer`, the replay memory under
/// `memory`; the settings and everything that is not a tensor are JSON in its metadata.
public struct DeepQCheckpoint {
    static let format = "headroom.deep-q/1"

    /// The settings of the training.
    public let settings: DeepQSettings
    /// The name of the environment.
    public let environment: String
    /// Number of environment steps made.
    public let environmentSteps: Int
    /// Further strings given to `save`.
    public let notes: [String: String]
    private let tensors: [String: [NamedTensor]]
    let progress: Data

    /// Reads a file.
    ///
    /// Throws a ``CheckpointError`` where the file is of another kind or version, and a `TorchError` where it is not a
    /// state file or incomplete.
    public init(path: String) throws {
        let file = try StateFile.load(from: path)
        guard let format = file.metadata["format"], format.hasPrefix("headroom.deep-q/") else {
            throw CheckpointError("\(path) holds no training of deep Q-learning")
        }
        guard format == Self.format else {
            throw CheckpointError(
                "\(path) is of the version \(format), and this program reads \(Self.format); train anew, or use the "
                    + "headroom that wrote it"
            )
        }
        guard let settings = file.metadata["settings"], let environment = file.metadata["environment"],
            let progress = file.metadata["progress"],
            let decoded = try? JSONDecoder().decode(DeepQSettings.self, from: Data(settings.utf8)),
            let steps = file.metadata["environmentSteps"].flatMap({ Int($0) })
        else {
            throw CheckpointError("\(path) lacks a part of what a training is; it was not written by headroom")
        }
        self.settings = decoded
        self.environment = environment
        environmentSteps = steps
        self.progress = Data(progress.utf8)
        notes = file.metadata.filter { $0.key.hasPrefix("note.") }
            .reduce(into: [:]) { $0[String($1.key.dropFirst(5))] = $1.value }
        var tensors: [String: [NamedTensor]] = [:]
        for entry in file.tensors {
            guard let dot = entry.name.firstIndex(of: ".") else { continue }
            let rest = String(entry.name[entry.name.index(after: dot)...])
            tensors[String(entry.name[..<dot]), default: []].append(NamedTensor(rest, entry.tensor))
        }
        self.tensors = tensors
    }

    /// The weights of the online network.
    public var network: [NamedTensor] { tensors(in: "network") }

    /// The tensors of a group: one given to `save`, or one of the training's own.
    public func tensors(in group: String) -> [NamedTensor] { tensors[group] ?? [] }

    /// Throws where the checkpoint is of another environment.
    public func require(environment name: String) throws(CheckpointError) {
        guard environment == name else {
            throw CheckpointError("the checkpoint is of a training in \(environment), and not in \(name)")
        }
    }
}

/// A checkpoint that cannot be used.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
    /// The problem and the remedy.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The progress of a training, except its tensors.
private struct Progress<E: RestorableEnvironment>: Codable where E.Observation: TensorObservation {
    var counters: DeepQLearning<E>.Counters
    var environment: E.Snapshot
    var observation: E.Observation
    var generator: PCG64
    var memoryPosition: Int
    var highestPriority: Double?
    var pending: [StepGatherer<E.Observation>.Pending]
}

extension DeepQLearning where E: RestorableEnvironment {
    /// Writes a checkpoint from which the training can resume.
    ///
    /// - Parameters:
    ///   - environment: the name of the environment, which is checked at resumption.
    ///   - notes: further strings to store.
    ///   - groups: further tensors to store, by group name.
    public func save(
        to path: String,
        environment name: String,
        notes: [String: String] = [:],
        groups: [String: [NamedTensor]] = [:]
    ) throws {
        let progress = Progress<E>(
            counters: counters,
            environment: environment.snapshot,
            observation: observation,
            generator: generator,
            memoryPosition: memory.position,
            highestPriority: priorities?.highest,
            pending: gatherer.pending
        )
        var metadata = [
            "format": DeepQCheckpoint.format,
            "environment": name,
            "environmentSteps": String(counters.environmentSteps),
            "settings": try json(settings),
            "progress": try json(progress),
        ]
        for (key, value) in notes { metadata["note.\(key)"] = value }
        var tensors = prefixed("network", agent.network.state)
        tensors += prefixed("target", agent.target.state)
        tensors += prefixed("optimizer", agent.optimizer.state)
        tensors += prefixed("memory", try memoryTensors())
        for (group, members) in groups.sorted(by: { $0.key < $1.key }) { tensors += prefixed(group, members) }
        try StateFile.save(tensors, metadata: metadata, to: path)
    }

    /// Restores a checkpoint; this training must have the same settings and environment.
    public mutating func restore(_ checkpoint: DeepQCheckpoint) throws {
        guard checkpoint.settings == settings else {
            throw CheckpointError("the checkpoint is of a training with other settings, and cannot be gone on with")
        }
        guard let progress = try? JSONDecoder().decode(Progress<E>.self, from: checkpoint.progress) else {
            throw CheckpointError("the checkpoint says nothing that can be read of where its training was")
        }
        try agent.network.load(checkpoint.network)
        try agent.target.load(checkpoint.tensors(in: "target"))
        try agent.optimizer.restore(checkpoint.tensors(in: "optimizer"))
        try restoreMemory(checkpoint.tensors(in: "memory"), progress)
        counters = progress.counters
        try environment.restore(progress.environment)
        observation = progress.observation
        generator = progress.generator
        gatherer.pending = progress.pending
    }

    private func memoryTensors() throws(TorchError) -> [NamedTensor] {
        let all = memory.experiences
        guard all.count > 0 else { return [] }
        var tensors = [
            NamedTensor("observations", try E.Observation.tensor(all.observations, device: .cpu)),
            NamedTensor("nexts", try E.Observation.tensor(all.nexts, device: .cpu)),
            NamedTensor("actions", try Tensor(all.actions, shape: [all.count])),
            NamedTensor("discountedReturns", try Tensor(all.discountedReturns, shape: [all.count])),
            NamedTensor("discounts", try Tensor(all.discounts, shape: [all.count])),
        ]
        if let priorities {
            let weights = (0..<all.count).map { priorities.tree[$0] }
            tensors.append(NamedTensor("weights", try Tensor(weights, shape: [all.count])))
        }
        return tensors
    }

    private mutating func restoreMemory(_ tensors: [NamedTensor], _ progress: Progress<E>) throws {
        let found = Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        var memory = ReplayMemory<E.Observation>(capacity: settings.replayCapacity)
        if let observations = found["observations"], let nexts = found["nexts"], let actions = found["actions"],
            let returns = found["discountedReturns"], let discounts = found["discounts"]
        {
            memory.experiences.observations = try E.Observation.observations(observations)
            memory.experiences.nexts = try E.Observation.observations(nexts)
            memory.experiences.actions = try actions.int64s().map { Int32(truncatingIfNeeded: $0) }
            memory.experiences.discountedReturns = try returns.floats()
            memory.experiences.discounts = try discounts.floats()
        }
        let all = memory.experiences
        let counts = [all.observations.count, all.nexts.count, all.discountedReturns.count, all.discounts.count]
        guard counts.allSatisfy({ $0 == all.count }), all.count <= memory.capacity,
            (0..<memory.capacity).contains(progress.memoryPosition), progress.counters.environmentSteps >= 0,
            all.count == memory.capacity || progress.memoryPosition == all.count
        else { throw CheckpointError("the parts of the memory in the checkpoint do not go together") }
        memory.position = progress.memoryPosition
        self.memory = memory
        guard var priorities else { return }
        let weights = try found["weights"]?.doubles() ?? []
        guard weights.count == all.count, let highest = progress.highestPriority else {
            throw CheckpointError("the checkpoint lacks the priorities of its memory")
        }
        for (index, weight) in weights.enumerated() { priorities.tree[index] = weight }
        priorities.highest = highest
        self.priorities = priorities
    }
}

private func prefixed(_ prefix: String, _ tensors: [NamedTensor]) -> [NamedTensor] {
    tensors.map { NamedTensor("\(prefix).\($0.name)", $0.tensor) }
}

private func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}
