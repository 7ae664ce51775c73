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
        (try? decoder.decode(Named.self, from: line).line) ?? .rubbish
    }

    /// The line of an event, its line feed included.
    package func encode(_ event: Event) throws -> Data {
        var line =
            switch event {
            case .hello(let body): try encoder.encode(Labelled(event: "hello", body: body))
            case .step(let body): try encoder.encode(Labelled(event: "step", body: body))
            case .evaluation(let body): try encoder.encode(Labelled(event: "evaluation", body: body))
            case .memory(let body): try encoder.encode(Labelled(event: "memory", body: body))
            case .batchSize(let body): try encoder.encode(Labelled(event: "batchSize", body: body))
            case .end(let body): try encoder.encode(Labelled(event: "end", body: body))
            }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private enum CodingKeys: CodingKey { case event }

    /// A line, parsed once: its name first, which says what else is in it.
    private struct Named: Decodable {
        let line: Line

        init(from decoder: any Decoder) throws {
            let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .event)
            line =
                switch name {
                case "hello": .event(.hello(try Hello(from: decoder)))
                case "step": .event(.step(try StepEvent(from: decoder)))
                case "evaluation": .event(.evaluation(try EvaluationEvent(from: decoder)))
                case "memory": .event(.memory(try MemoryEvent(from: decoder)))
                case "batchSize": .event(.batchSize(try BatchSizeEvent(from: decoder)))
                case "end": .event(.end(try EndEvent(from: decoder)))
                default: .unknown(name)
                }
        }
    }

    /// An event's fields with its name beside them, in one flat object.
    private struct Labelled<Body: Encodable>: Encodable {
        let event: String
        let body: Body

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
