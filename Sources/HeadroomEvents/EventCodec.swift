package import FoundationEssentials

/// Turns events into lines and lines into events.
package struct EventCodec {
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    package init() {}

    /// What one line holds.
    package enum Line: Equatable, Sendable {
        case event(Event)
        /// An event that this version does not know; it is passed over.
        case unknown(String)
        /// Not an event of the protocol.
        case rubbish
    }

    package func decode(_ line: Data) -> Line {
        guard let name = try? decoder.decode(Name.self, from: line).event else { return .rubbish }
        do {
            switch name {
            case "hello": return .event(.hello(try decoder.decode(Hello.self, from: line)))
            case "step": return .event(.step(try decoder.decode(StepEvent.self, from: line)))
            case "evaluation": return .event(.evaluation(try decoder.decode(EvaluationEvent.self, from: line)))
            case "memory": return .event(.memory(try decoder.decode(MemoryEvent.self, from: line)))
            case "batchSize": return .event(.batchSize(try decoder.decode(BatchSizeEvent.self, from: line)))
            case "end": return .event(.end(try decoder.decode(EndEvent.self, from: line)))
            default: return .unknown(name)
            }
        } catch {
            return .rubbish
        }
    }

    /// The line of an event, its line feed included.
    package func encode(_ event: Event) throws -> Data {
        var line =
            switch event {
            case .hello(let body): try encoder.encode(Named(event: "hello", body: body))
            case .step(let body): try encoder.encode(Named(event: "step", body: body))
            case .evaluation(let body): try encoder.encode(Named(event: "evaluation", body: body))
            case .memory(let body): try encoder.encode(Named(event: "memory", body: body))
            case .batchSize(let body): try encoder.encode(Named(event: "batchSize", body: body))
            case .end(let body): try encoder.encode(Named(event: "end", body: body))
            }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private struct Name: Decodable {
        let event: String
    }

    /// An event's fields with its name beside them, in one flat object.
    private struct Named<Body: Encodable>: Encodable {
        let event: String
        let body: Body

        enum CodingKeys: CodingKey { case event }

        func encode(to encoder: any Encoder) throws {
            try body.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(event, forKey: .event)
        }
    }
}

/// What Headroom may answer on the same socket.
package struct EventCommand: Codable, Equatable, Sendable {
    /// Another setting, taken up before a later step.
    package struct Settings: Codable, Equatable, Sendable {
        package var batchSize: Int?

        package init(batchSize: Int?) {
            self.batchSize = batchSize
        }
    }

    package var set: Settings?
    package var stop: Bool?

    package static func setBatchSize(_ batchSize: Int) -> EventCommand {
        EventCommand(set: Settings(batchSize: batchSize), stop: nil)
    }

    package static let stop = EventCommand(set: nil, stop: true)
}
