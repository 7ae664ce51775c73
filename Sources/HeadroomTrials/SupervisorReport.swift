import FoundationEssentials

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
    }

    /// The report on a line; nil where the line is none.
    init?(line: String) {
        guard let report = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)).report else { return nil }
        self = report
    }

    private struct Line: Decodable {
        let report: SupervisorReport?

        enum CodingKeys: CodingKey { case report, message }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            report =
                switch try container.decode(String.self, forKey: .report) {
                case "started": .started(try Started(from: decoder))
                case "reading": .reading(try Reading(from: decoder))
                case "ended": .ended(try Ended(from: decoder))
                case "error": .error(message: try container.decode(String.self, forKey: .message))
                default: nil
                }
        }
    }
}
