import FoundationEssentials
import HeadroomEvents
import HeadroomTrials
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Counts that a script printed of its own training.
struct Counts: Codable, Equatable {
    var steps: Int
    var samples: Int
    var sizes: [Int]
    /// Digest of its losses in order.
    var digest: String
}

/// Completed run of a script, with the agent's reports.
struct TrainingRun {
    let counts: Counts
    let events: [Event]

    var hello: Hello? { events.lazy.compactMap { if case .hello(let hello) = $0 { hello } else { nil } }.first }
    var end: EndEvent? { events.lazy.compactMap { if case .end(let end) = $0 { end } else { nil } }.first }
    var largestBatch: Int? { steps.compactMap(\.batchSize).max() }
    var steps: [StepEvent] { events.compactMap { if case .step(let step) = $0 { step } else { nil } } }

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - asked: batch size for the agent to set.
    ///   - cached: whether the agent repeats one batch.
    ///   - hasOwnInterpreter: whether the script runs in a new interpreter, as a user starts it.
    init(
        _ script: Script,
        watched: Bool,
        asked: Int? = nil,
        cached: Bool = false,
        hasOwnInterpreter: Bool = false
    ) async throws {
        var variables: [Environment.Key: String?] = [
            "HEADROOM_BATCH_SIZE_SET_BY": asked == nil ? "none" : "agent"
        ]
        variables["HEADROOM_BATCH_SIZE"] = asked.map(String.init)
        if cached { variables["HEADROOM_CACHED_BATCH"] = "1" }
        let run = try await ScriptRun(
            script,
            variables: watched ? variables : nil,
            hasOwnInterpreter: hasOwnInterpreter
        )
        let line = run.output.split(separator: "\n").last { $0.hasPrefix("{\"steps\"") }
        counts = try JSONDecoder().decode(
            Counts.self,
            from: Data(try #require(line, "\(script.testDescription): \(run.error)").utf8)
        )
        events = run.events
    }
}

/// Output of a script, with the agent's reports.
struct ScriptRun {
    let output: String
    let error: String
    let events: [Event]

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - variables: Headroom's variables for its environment; nil without the agent.
    ///   - agentFails: whether the agent is expected to end its reports with an error.
    ///   - hasOwnInterpreter: whether it runs in a new interpreter, as a user starts it.
    init(
        _ script: Script,
        variables: [Environment.Key: String?]?,
        agentFails: Bool = false,
        hasOwnInterpreter: Bool = false
    ) async throws {
        let folder = try AgentTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let heard = Mutex<[EventListener.Message]>([])
        let socket = "\(folder)/events"
        let listener = try EventListener(path: socket) { message in heard.withLock { $0.append(message) } }
        defer { listener.stop() }

        var environment = ScriptProcess.environment
        environment["KERAS_BACKEND"] = script.framework == "pytorch" ? "torch" : script.framework
        environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        if let variables {
            let agent = try PythonAgent(in: folder)
            environment["PYTHONPATH"] = agent.environment(inherited: [:])["PYTHONPATH"]
            environment["HEADROOM_EVENTS"] = socket
            environment.merge(variables) { $1 }
        }
        let command = try ScriptProcess.command(
            script.name,
            of: script.framework,
            hasOwnInterpreter: hasOwnInterpreter
        )
        let result = try await Subprocess.run(
            .path(FilePath(command[0])),
            arguments: Arguments(command.dropFirst() + (script.kind.isEmpty ? [] : [script.kind])),
            environment: .inherit.updating(environment),
            output: .string(limit: 4_000_000),
            error: .string(limit: 1_000_000)
        )
        (output, error) = (result.standardOutput, result.standardError)
        #expect(error.contains("headroom:") == agentFails, "\(error)")
        // The script has closed its socket; the listener's thread may still be reading.
        await listener.drain()
        events = heard.withLock { $0.compactMap { if case .event(let event, _) = $0 { event } else { nil } } }
    }

    static let scripts: String = {
        let file = #filePath
        return file[..<(file.lastIndex(of: "/") ?? file.endIndex)] + "/Scripts"
    }()
}
