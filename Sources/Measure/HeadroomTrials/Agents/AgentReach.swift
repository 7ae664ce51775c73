/// Reasons why a Python process of a command trains without the agent, so that none of its steps are reported.
package enum AgentReach {
    /// Python process, as it was started.
    package struct Process: Equatable, Sendable {
        package var id: Int
        package var parent: Int
        package var arguments: [String]
        package var environment: [String: String]
        /// User and system time so far, in seconds.
        package var processorSeconds: Double
        /// Path of another `sitecustomize` that precedes the agent's in the process's PYTHONPATH; nil where there is
        /// none.
        package var hidingModule: String?
        /// Whether the agent was loaded although another `sitecustomize` hides its own.
        package var announcesAgent: Bool

        package init(
            id: Int,
            parent: Int,
            arguments: [String],
            environment: [String: String],
            processorSeconds: Double = 0,
            hidingModule: String? = nil,
            announcesAgent: Bool = false
        ) {
            self.id = id
            self.parent = parent
            self.arguments = arguments
            self.environment = environment
            self.processorSeconds = processorSeconds
            self.hidingModule = hidingModule
            self.announcesAgent = announcesAgent
        }
    }

    /// Cause for which a process does not load the agent.
    package enum Cause: Codable, Equatable, Sendable {
        /// An interpreter option, such as `-I`, that prevents it from loading the agent's `sitecustomize`.
        case option(String)
        /// PYTHONPATH has another value, without the agent's folder; nil where it is not set.
        case path(String?)
        /// The variables of the trial are missing: the process was given another environment.
        case environment
        /// Another `sitecustomize` precedes the agent's.
        case sitecustomize(String)
    }

    /// Why no step is reported: its sentences are made in `Wording/NoStepsWording`.
    package struct Reason: Codable, Equatable, Sendable {
        package var cause: Cause
        /// Command of the process, shortened.
        package var command: String
        /// CPU time of the process when it was observed, in seconds.
        package var processorSeconds: Double
    }

    /// Reason why nothing is reported, from the Python processes of a command at one time.
    ///
    /// The process with the most CPU time is taken for the training. If one with the agent, not started by it, has more
    /// CPU time, the agent is loaded where the training is, and there is another reason.
    ///
    /// - Parameter folder: folder of the agent.
    package static func reason(among processes: [Process], agent folder: String) -> Reason? {
        let causes = processes.map { cause(of: $0, agent: folder) }
        let outside = zip(processes, causes).compactMap { process, cause in cause.map { (process, $0) } }
        guard let (process, cause) = outside.max(by: { $0.0.processorSeconds < $1.0.processorSeconds }) else {
            return nil
        }
        let ancestors = ancestors(of: process, among: processes)
        let hasBusierInside = zip(processes, causes).contains { other, cause in
            cause == nil && !ancestors.contains(other.id) && other.processorSeconds > process.processorSeconds
        }
        guard !hasBusierInside else { return nil }
        return Reason(
            cause: cause,
            command: shortened(process.arguments),
            processorSeconds: process.processorSeconds
        )
    }

    /// Cause for which a process does not load the agent; nil where it loads it.
    static func cause(of process: Process, agent folder: String) -> Cause? {
        if let option = isolatingOption(of: process.arguments) { return .option(option) }
        let folders = process.environment["PYTHONPATH"]?.split(separator: ":").map(String.init) ?? []
        guard process.environment["HEADROOM_EVENTS"] != nil else { return .environment }
        guard folders.contains(folder) else { return .path(process.environment["PYTHONPATH"]) }
        if let hiding = process.hidingModule, !process.announcesAgent { return .sitecustomize(hiding) }
        return nil
    }

    /// Python options with a value, which is the next argument if nothing follows the letter.
    private static let optionsWithValue: Set<Character> = ["W", "X"]
    /// Options followed by the script: later arguments are not the interpreter's.
    private static let optionsThatEnd: Set<Character> = ["c", "m"]

    /// Option that prevents loading the agent: `-I` (isolated), `-E` (no PYTHONPATH) or `-S` (no site), alone or
    /// combined with others.
    static func isolatingOption(of arguments: [String]) -> String? {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst(), argument.hasPrefix("-"), argument != "-" {
            if argument.hasPrefix("--") {
                if argument == "--check-hash-based-pycs" { rest = rest.dropFirst() }
                continue
            }
            for (place, letter) in argument.enumerated().dropFirst() {
                if ["I", "E", "S"].contains(letter) {
                    return argument.count == 2 ? argument : "-\(letter) (\(argument))"
                }
                if optionsThatEnd.contains(letter) { return nil }
                if optionsWithValue.contains(letter) {
                    if place == argument.count - 1 { rest = rest.dropFirst() }
                    break
                }
            }
        }
        return nil
    }

    private static func ancestors(of process: Process, among processes: [Process]) -> Set<Int> {
        let parents = Dictionary(processes.map { ($0.id, $0.parent) }) { first, _ in first }
        var found: Set<Int> = []
        var next = process.parent
        while let parent = parents[next], found.insert(next).inserted { next = parent }
        return found
    }

    /// Command for messages: name of its interpreter and as many arguments as fit.
    private static func shortened(_ arguments: [String]) -> String {
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "python"
        let text = ([name] + arguments.dropFirst()).joined(separator: " ")
            .split(whereSeparator: \.isNewline).joined(separator: " ")
        return text.count > 80 ? text.prefix(77) + "..." : text
    }
}
