/// Why a Python process of a command trains without the agent, so that none of its steps are reported.
package enum AgentReach {
    /// A Python process, as it was started.
    package struct Process: Equatable, Sendable {
        package var id: Int
        package var parent: Int
        package var arguments: [String]
        package var environment: [String: String]
        /// User and system time so far.
        package var processorSeconds: Double
        /// The `sitecustomize` that a folder of its PYTHONPATH has ahead of the agent's; nil where there is none.
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

    /// What keeps the agent out of a process.
    package enum Cause: Codable, Equatable, Sendable {
        /// An option of the interpreter's, such as `-I`, by which it looks for no `sitecustomize` of ours.
        case option(String)
        /// PYTHONPATH has another value, without the agent's folder; nil where it is missing.
        case path(String?)
        /// The variables of the trial are missing: the process has an environment of its own.
        case environment
        /// Another `sitecustomize` comes first.
        case sitecustomize(String)
    }

    /// Why no step is reported: its sentences are made in `Wording/NoStepsWording`.
    package struct Reason: Codable, Equatable, Sendable {
        package var cause: Cause
        /// The command of the process, shortened.
        package var command: String
        /// The time that the process had computed when it was seen.
        package var processorSeconds: Double
    }

    /// The reason why nothing is reported, from the Python processes of a command at one time.
    ///
    /// The one that computes the most is the one that trains. Where one with the agent has computed more, and has not
    /// started it, the agent is where the training is, and the reason is another.
    ///
    /// - Parameter folder: where the agent is.
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

    /// What keeps the agent out of a process; nil where nothing does.
    static func cause(of process: Process, agent folder: String) -> Cause? {
        if let option = isolatingOption(of: process.arguments) { return .option(option) }
        let folders = process.environment["PYTHONPATH"]?.split(separator: ":").map(String.init) ?? []
        guard process.environment["HEADROOM_EVENTS"] != nil else { return .environment }
        guard folders.contains(folder) else { return .path(process.environment["PYTHONPATH"]) }
        if let hiding = process.hidingModule, !process.announcesAgent { return .sitecustomize(hiding) }
        return nil
    }

    /// The options of Python that take a value of their own: it is the next argument where nothing follows the letter.
    private static let optionsWithValue: Set<Character> = ["W", "X"]
    /// What begins the script: nothing behind it is for the interpreter.
    private static let optionsThatEnd: Set<Character> = ["c", "m"]

    /// The option that keeps the agent out: `-I` (isolated), `-E` (no PYTHONPATH), `-S` (no site), alone or among others.
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

    /// A command for a sentence: the name of its interpreter and as many arguments as fit.
    private static func shortened(_ arguments: [String]) -> String {
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "python"
        let text = ([name] + arguments.dropFirst()).joined(separator: " ")
            .split(whereSeparator: \.isNewline).joined(separator: " ")
        return text.count > 80 ? text.prefix(77) + "..." : text
    }
}
