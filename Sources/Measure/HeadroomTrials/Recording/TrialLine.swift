package import HeadroomCore
import HeadroomEvents

/// A line of a recording that is about the run itself (docs/recording.md); those about devices are `DeviceLine`s.
enum TrialLine: Sendable {
    /// The first line.
    case run(RecordedRun.Header)
    case machine(SweepDocument.Machine)
    case trial(TrialStart)
    case message(EventListener.Message)
    case report(SupervisorReport)
    case workingSet(WorkingSet)
    case cachedBatch(CachedBatch)
    case passiveWaiting(PassiveWaiting)
    case end(TrialEnd)
    /// What watching cost.
    case observer(SweepDocument.Observer)
}

/// What is decided about a trial before it starts, as far as its figures depend on it.
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

    /// A plan that such a trial would have been made by.
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

/// What a second run took for a step, on one batch again and again.
struct CachedBatch: Codable, Equatable, Sendable {
    var stepSeconds: Double
}

extension TrialLine: Codable {
    private enum CodingKeys: CodingKey {
        case recording, run, machine, trial, connection, event, now, supervisor, workingSet, end, observer,
            cachedBatch, passiveWaiting
    }

    /// What happens to a connection beside its events; the raw values are those of recordings.
    private enum ConnectionEvent: String, Codable {
        case connected
        case invalid = "rubbish"
        case closed
    }

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
            switch try container.decode(ConnectionEvent.self, forKey: .now) {
            case .connected: self = .message(.connected(connection: connection))
            case .invalid: self = .message(.invalid(connection: connection))
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
            let (connection, connectionEvent): (Int, ConnectionEvent?) =
                switch message {
                case .event(_, let connection): (connection, nil)
                case .connected(let connection): (connection, .connected)
                case .invalid(let connection, _): (connection, .invalid)
                case .closed(let connection): (connection, .closed)
                }
            try container.encode(connection, forKey: .connection)
            if case .event(let event, _) = message { try container.encode(event, forKey: .event) }
            try container.encodeIfPresent(connectionEvent, forKey: .now)
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
    /// The first line of a recording.
    package var line: any Encodable { TrialLine.run(self) }
}

extension SweepDocument.Machine {
    /// The line of a recording that says where its run is.
    package var line: any Encodable { TrialLine.machine(self) }
}

extension SweepDocument.Observer {
    /// The line of a recording that says what watching cost.
    package var line: any Encodable { TrialLine.observer(self) }
}
