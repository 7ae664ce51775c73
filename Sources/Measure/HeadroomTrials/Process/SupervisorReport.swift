import FoundationEssentials
package import HeadroomCore

/// Line from `headroom-supervise` (docs/supervisor.md).
package enum SupervisorReport: Equatable, Sendable {
    case started(Started)
    case reading(Reading)
    case ended(Ended)
    case error(message: String)

    package struct Started: Codable, Equatable, Sendable {
        var processId: Int
        var memoryMode: String
        var at: Double
    }

    /// Current resource use of the process tree.
    package struct Reading: Codable, Equatable, Sendable {
        var at: Double
        var processorSeconds: Double
        var memoryBytes: Int
        var peakMemoryBytes: Int
        var processes: Int
        /// Activity of its threads; nil where they were not read this time, or the kernel does not count it.
        package var threads: Threads?
    }

    /// Activity of the busy threads of a process tree since the first reading: sums that only rise.
    package struct Threads: Codable, Equatable, Sendable {
        /// Time between the readings, in seconds.
        var watchedSeconds: Double
        /// The same time, summed over the busy threads of the process with the most of them.
        package var busySeconds: Double
        /// Part of it spent waiting for a CPU.
        var waitingSeconds: Double
        var voluntarySwitches: Int
        var involuntarySwitches: Int
        /// Context switches of all threads except the first of their process.
        var workerSwitches: Int
        var voluntaryWorkerSwitches: Int
        package var waitPolicy: ThreadUse.WaitPolicy?
        package var openMP: ThreadUse.OpenMP?
    }

    /// End of the process tree.
    package struct Ended: Codable, Equatable, Sendable {
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

        /// Exit status as in a shell, 128 + n for signal n; nil where the command succeeded.
        var failureStatus: Int32? {
            if let signal { return 128 + Int32(clamping: signal) }
            guard let exitCode, exitCode != 0 else { return nil }
            return Int32(clamping: exitCode)
        }

        /// Whether the command exited by itself, without a signal.
        var isByItself: Bool { endedBy == "self" && signal == nil }
    }

    /// Report from a line; nil where the line is not a report.
    package init?(line: String) {
        guard let report = try? JSONDecoder().decode(SupervisorReport.self, from: Data(line.utf8)) else { return nil }
        self = report
    }
}

extension SupervisorReport: Codable {
    private enum CodingKeys: CodingKey { case report, message }

    package init(from decoder: any Decoder) throws {
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

    package func encode(to encoder: any Encoder) throws {
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
