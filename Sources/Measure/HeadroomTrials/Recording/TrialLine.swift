package import HeadroomCore
import HeadroomEvents

/// Line of a recording about the run itself (docs/recording.md); those about devices are `DeviceLine`s.
enum TrialLine: Sendable {
    /// First line.
    case run(RecordedRun.Header)
    case machine(SweepDocument.Machine)
    case trial(TrialStart)
    case message(EventListener.Message)
    case report(SupervisorReport)
    case workingSet(WorkingSet)
    case cachedBatch(CachedBatch)
    case passiveWaiting(PassiveWaiting)
    case end(TrialEnd)
    /// Cost of watching.
    case observer(SweepDocument.Observer)
}

/// Decisions made before a trial starts that its results depend on.
struct TrialStart: Codable, Equatable, Sendable {
    var startedAt: Double
    var usableCPUs: Double
    var memoryLimitBytes: Int?
    var stepPattern: String?

    init(_ plan: TrialPlan, startedAt: Double) {
        self.startedAt = startedAt
        usableCPUs = plan.usableCPUs
        memoryLimitBytes = plan.memoryLimitBytes
        stepPattern = plan.stepPattern?.text
    }

    /// Plan equivalent to the one of the trial.
    func plan(command: [String]) -> TrialPlan {
        var plan = TrialPlan(
            id: 1,
            purpose: .training,
            batchSize: nil,
            command: CommandTemplate(command),
            goal: .end,
            directory: ""
        )
        plan.usableCPUs = usableCPUs
        plan.memoryLimitBytes = memoryLimitBytes
        plan.stepPattern = stepPattern.flatMap { try? StepPattern($0) }
        return plan
    }
}

/// Step time of a second run, which repeats one batch.
struct CachedBatch: Codable, Equatable, Sendable {
    var stepSeconds: Double
}

extension TrialLine: Codable {
    private enum CodingKeys: CodingKey {
        case recording, run, machine, trial, connection, event, now, supervisor, workingSet, end, observer,
            cachedBatch, passiveWaiting
    }

    /// Events of a connection itself.
    private enum Happening: String, Codable { case connected, rubbish, closed }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func decode<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try container.decodeIfPresent(Value.self, forKey: key)
        }
        if let header: RecordedRun.Header = try decode(.run) {
            self = .run(header)
        } else if let machine: SweepDocument.Machine = try decode(.machine) {
            self = .machine(machine)
        } else if let trial: TrialStart = try decode(.trial) {
            self = .trial(trial)
        } else if let connection: Int = try decode(.connection) {
            if let event: Event = try decode(.event) {
                self = .message(.event(event, connection: connection))
                return
            }
            switch try container.decode(Happening.self, forKey: .now) {
            case .connected: self = .message(.connected(connection: connection))
            case .rubbish: self = .message(.rubbish(connection: connection))
            case .closed: self = .message(.closed(connection: connection))
            }
        } else if let report: SupervisorReport = try decode(.supervisor) {
            self = .report(report)
        } else if let workingSet: WorkingSet = try decode(.workingSet) {
            self = .workingSet(workingSet)
        } else if let cached: CachedBatch = try decode(.cachedBatch) {
            self = .cachedBatch(cached)
        } else if let passive: PassiveWaiting = try decode(.passiveWaiting) {
            self = .passiveWaiting(passive)
        } else if let observer: SweepDocument.Observer = try decode(.observer) {
            self = .observer(observer)
        } else {
            self = .end(try container.decode(TrialEnd.self, forKey: .end))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .run(let header):
            try container.encode(RecordedRun.schema, forKey: .recording)
            try container.encode(header, forKey: .run)
        case .machine(let machine): try container.encode(machine, forKey: .machine)
        case .trial(let trial): try container.encode(trial, forKey: .trial)
        case .message(let message):
            let (connection, happening): (Int, Happening?) =
                switch message {
                case .event(_, let connection): (connection, nil)
                case .connected(let connection): (connection, .connected)
                case .rubbish(let connection, _): (connection, .rubbish)
                case .closed(let connection): (connection, .closed)
                }
            try container.encode(connection, forKey: .connection)
            if case .event(let event, _) = message { try container.encode(event, forKey: .event) }
            try container.encodeIfPresent(happening, forKey: .now)
        case .report(let report): try container.encode(report, forKey: .supervisor)
        case .workingSet(let workingSet): try container.encode(workingSet, forKey: .workingSet)
        case .cachedBatch(let cached): try container.encode(cached, forKey: .cachedBatch)
        case .passiveWaiting(let passive): try container.encode(passive, forKey: .passiveWaiting)
        case .end(let end): try container.encode(end, forKey: .end)
        case .observer(let observer): try container.encode(observer, forKey: .observer)
        }
    }
}

extension RecordedRun.Header {
    /// First line of a recording.
    package var line: any Encodable { TrialLine.run(self) }
}

extension SweepDocument.Machine {
    /// Line of a recording with the machine of its run.
    package var line: any Encodable { TrialLine.machine(self) }
}

extension SweepDocument.Observer {
    /// Line of a recording with the cost of watching.
    package var line: any Encodable { TrialLine.observer(self) }
}
