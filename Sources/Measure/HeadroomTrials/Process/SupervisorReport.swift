import FoundationEssentials
import HeadroomCore

/// One line of `headroom-supervise` (docs/supervisor.md).
enum SupervisorReport: Equatable, Sendable {
    case started(Started)
    case reading(Reading)
    case ended(Ended)
    case error(message: String)

    struct Started: Codable, Equatable, Sendable {
        var processId: Int
        var memoryMode: String
        var at: Double
    }

    /// What the process tree uses now.
    struct Reading: Codable, Equatable, Sendable {
        var at: Double
        var processorSeconds: Double
        var memoryBytes: Int
        var peakMemoryBytes: Int
        var processes: Int
        /// What its threads did; nil where they were not looked at this time, or the kernel keeps no such figures.
        var threads: Threads?
    }

    /// What the busy threads of a process tree did since they were looked at first: sums that only rise.
    struct Threads: Codable, Equatable, Sendable {
        /// The time between the looks.
        var watchedSeconds: Double
        /// The same time, once for each busy thread of the process that had the most of them.
        var busySeconds: Double
        /// What of it they waited for a CPU.
        var waitingSeconds: Double
        var voluntarySwitches: Int
        var involuntarySwitches: Int
        /// Those of the threads beside the first of their process.
        var workerSwitches: Int
        var voluntaryWorkerSwitches: Int
        var waitPolicy: ThreadUse.WaitPolicy?
        var openMP: ThreadUse.OpenMP?
    }

    /// How the process tree ended.
    struct Ended: Codable, Equatable, Sendable {
        var at: Double
        var exitCode: Int?
        var signal: Int?
        var processorSeconds: Double
        var peakMemoryBytes: Int
        var peakMemoryExact: Bool
        var memoryLimitHit: Bool
        var oomKills: Int
        var stragglers: Int
        var endedBy: String
        var supervisorProcessorSeconds: Double
        var supervisorPrivateBytes: Int

        /// The exit status as a shell has it, 128 + n for signal n; nil where the command ended well.
        var failureStatus: Int32? {
            if let signal { return 128 + Int32(clamping: signal) }
            guard let exitCode, exitCode != 0 else { return nil }
            return Int32(clamping: exitCode)
        }

        /// Whether the command left by an exit of its own, and not in the middle of what it was doing.
        var isByItself: Bool { endedBy == "self" && signal == nil }
    }

    /// The report on a line; nil where the line is none.
    init?(line: String) {
        guard let report = try? JSONDecoder().decode(SupervisorReport.self, from: Data(line.utf8)) else { return nil }
        self = report
    }
}

extension SupervisorReport: Codable {
    private enum CodingKeys: CodingKey { case report, message }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .report) {
        case "started": self = .started(try Started(from: decoder))
        case "reading": self = .reading(try Reading(from: decoder))
        case "ended": self = .ended(try Ended(from: decoder))
        case "error": self = .error(message: try container.decode(String.self, forKey: .message))
        case let name:
            throw DecodingError.dataCorruptedError(
                forKey: .report,
                in: container,
                debugDescription: "no report: \(name)"
            )
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .started(let body):
            try body.encode(to: encoder)
            try container.encode("started", forKey: .report)
        case .reading(let body):
            try body.encode(to: encoder)
            try container.encode("reading", forKey: .report)
        case .ended(let body):
            try body.encode(to: encoder)
            try container.encode("ended", forKey: .report)
        case .error(let message):
            try container.encode("error", forKey: .report)
            try container.encode(message, forKey: .message)
        }
    }
}
