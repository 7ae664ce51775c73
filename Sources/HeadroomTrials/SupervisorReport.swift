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
        struct Name: Codable { var report: String }
        struct Failure: Codable { var message: String }
        let decoder = JSONDecoder()
        let data = Data(line.utf8)
        guard let name = try? decoder.decode(Name.self, from: data).report else { return nil }
        switch name {
        case "started":
            guard let body = try? decoder.decode(Started.self, from: data) else { return nil }
            self = .started(body)
        case "reading":
            guard let body = try? decoder.decode(Reading.self, from: data) else { return nil }
            self = .reading(body)
        case "ended":
            guard let body = try? decoder.decode(Ended.self, from: data) else { return nil }
            self = .ended(body)
        case "error":
            guard let body = try? decoder.decode(Failure.self, from: data) else { return nil }
            self = .error(message: body.message)
        default: return nil
        }
    }
}
