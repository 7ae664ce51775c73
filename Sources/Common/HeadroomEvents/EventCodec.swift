package import FoundationEssentials

/// Encodes events as lines and decodes lines to events.
package struct EventCodec {
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    package init() {}

    /// Content of a line.
    package enum Line: Equatable, Sendable {
        case event(Event)
        /// An event unknown to this version; it is ignored.
        case unknown(String)
        /// A line that is not a valid event, and the reason.
        case invalid(String)
    }

    package func decode(_ line: Data) -> Line {
        // JSONDecoder recurses for each level, and crashes at some depths.
        if Self.isDeep(line) { return .invalid("a line is nested too deep") }
        do {
            return try decoder.decode(Named.self, from: line).line
        } catch {
            return .invalid("\(Self.fault(error, in: line)): \(String(decoding: line.prefix(120), as: UTF8.self))")
        }
    }

    /// An event has two levels; a line with more levels than this is not an event.
    private static let maximumLevels = 32

    /// Whether a line has more than ``maximumLevels`` levels of arrays and objects, ignoring brackets inside strings.
    private static func isDeep(_ line: Data) -> Bool {
        var (levels, isText, isEscaped) = (0, false, false)
        for byte in line {
            if isText {
                if !isEscaped, byte == UInt8(ascii: "\"") { isText = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                levels += 1
                if levels > maximumLevels { return true }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): levels -= 1
            default: break
            }
        }
        return false
    }

    /// Describes why a line is invalid, from the error of its decoding.
    private static func fault(_ error: any Error, in line: Data) -> String {
        let name = (try? JSONDecoder().decode(Name.self, from: line).event).map { "an event '\($0)'" } ?? "a line"
        switch error {
        case DecodingError.keyNotFound(let key, _): return "\(name) lacks '\(key.stringValue)'"
        case DecodingError.valueNotFound(_, let context):
            return "\(name) has no value for '\(context.codingPath.last?.stringValue ?? "event")'"
        case DecodingError.typeMismatch(let type, let context):
            guard let key = context.codingPath.last else { return "a line is not a JSON object" }
            let wanted = type == String.self ? "text" : type == Bool.self ? "true or false" : "a number"
            return "'\(key.stringValue)' of \(name) is not \(wanted)"
        case DecodingError.dataCorrupted where name != "a line":
            // The line is valid JSON: its name could be read.
            return "\(name) has a fraction, or a number too large, where a whole number belongs"
        default: return "a line is not a JSON object"
        }
    }

    private struct Name: Decodable { let event: String }

    /// Encodes an event as a line, including its line feed.
    package func encode(_ event: Event) throws -> Data {
        var line = try encoder.encode(event)
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// A line decoded in one pass: its name determines its fields.
    private struct Named: Decodable {
        let line: Line

        init(from decoder: any Decoder) throws {
            let name = try decoder.container(keyedBy: Event.CodingKeys.self).decode(String.self, forKey: .event)
            line = try Event(named: name, from: decoder).map { .event($0) } ?? .unknown(name)
        }
    }
}

extension Event: Codable {
    fileprivate enum CodingKeys: CodingKey { case event }

    /// Nil for a name unknown to this version.
    fileprivate init?(named name: String, from decoder: any Decoder) throws {
        switch name {
        case "hello": self = .hello(try Hello(from: decoder))
        case "step": self = .step(try StepEvent(from: decoder))
        case "evaluation": self = .evaluation(try EvaluationEvent(from: decoder))
        case "memory": self = .memory(try MemoryEvent(from: decoder))
        case "gradient": self = .gradient(try GradientEvent(from: decoder))
        case "batchSize": self = .batchSize(try BatchSizeEvent(from: decoder))
        case "phase": self = .phase(try PhaseEvent(from: decoder))
        case "epoch": self = .epoch(try EpochEvent(from: decoder))
        case "end": self = .end(try EndEvent(from: decoder))
        default: return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .event)
        guard let event = try Event(named: name, from: decoder) else {
            throw DecodingError.dataCorruptedError(forKey: .event, in: container, debugDescription: "no event: \(name)")
        }
        self = event
    }

    /// Encodes the fields of the event and its name in one flat object.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ name: String, _ body: some Encodable) throws {
            try body.encode(to: encoder)
            try container.encode(name, forKey: .event)
        }
        switch self {
        case .hello(let body): try encode("hello", body)
        case .step(let body): try encode("step", body)
        case .evaluation(let body): try encode("evaluation", body)
        case .memory(let body): try encode("memory", body)
        case .gradient(let body): try encode("gradient", body)
        case .batchSize(let body): try encode("batchSize", body)
        case .phase(let body): try encode("phase", body)
        case .epoch(let body): try encode("epoch", body)
        case .end(let body): try encode("end", body)
        }
    }
}

/// Command that Headroom may send back on the same socket.
package struct EventCommand: Codable, Equatable, Sendable {
    /// New settings, applied before a later step.
    package struct Settings: Codable, Equatable, Sendable {
        package var batchSize: Int?

        package init(batchSize: Int?) {
            self.batchSize = batchSize
        }
    }

    package var set: Settings?

    package static func setBatchSize(_ batchSize: Int) -> EventCommand {
        EventCommand(set: Settings(batchSize: batchSize))
    }
}
