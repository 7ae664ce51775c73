import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// Shows an episode of a trained taxi: animated on a terminal, one line per step elsewhere.
struct TaxiEpisodeView {
    let policy: TaxiPolicy
    let style: TerminalStyle
    /// Time from one step to the next.
    private let stepSeconds: Double

    static let defaultStepSeconds = 0.25

    init(_ policy: TaxiPolicy, stepSeconds: Double = defaultStepSeconds, color: ColorChoice = .auto) {
        self.policy = policy
        self.stepSeconds = stepSeconds
        style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
    }

    /// Shows an episode.
    func play(_ episode: TaxiEpisode, isStopped: () -> Bool = { false }) throws {
        if StandardStream.isTerminal(1) { try animate(episode, isStopped) } else { try printSteps(episode) }
    }

    private func animate(_ episode: TaxiEpisode, _ isStopped: () -> Bool) throws {
        let painter = TaxiPainter(style: style, map: policy.variant.taxi.map)
        var height = 0
        for step in episode.steps {
            let lines = painter.lines(step.state) + [caption(step)]
            let up = height > 0 ? "\u{1B}[\(height)A" : ""
            try StandardStream.output(up + lines.map { "\u{1B}[2K\($0)\n" }.joined())
            height = lines.count
            if isStopped() { return }
            usleep(UInt32(stepSeconds * 1_000_000))
        }
        try StandardStream.output(outcome(episode))
    }

    /// Prints every step as a line, after a picture of the first state.
    private func printSteps(_ episode: TaxiEpisode) throws {
        var lines = TaxiPainter(style: style, map: policy.variant.taxi.map).lines(episode.steps[0].state)
        lines += episode.steps.map { step in
            "row \(step.state.row), column \(step.state.column): \(caption(step))"
        }
        try StandardStream.output(lines.joined(separator: "\n") + "\n" + outcome(episode))
    }

    private func caption(_ step: TaxiEpisode.Step) -> String {
        let passenger = step.state.isCarrying ? "passenger in the taxi" : "passenger at \(place(step.state.passenger))"
        let destination = "to \(place(step.state.destination))"
        guard let action = step.action else { return "\(passenger), \(destination)" }
        let reward = (step.reward < 0 ? "" : "+") + String(Int(step.reward))
        return "\(passenger), \(destination): \(action) \(style.apply(step.reward > 0 ? .green : .dim, reward))"
    }

    private func outcome(_ episode: TaxiEpisode) -> String {
        let total = Int(episode.steps.last?.totalReward ?? 0)
        let steps = episode.steps.count - 1
        return episode.isDelivered
            ? "delivered in \(steps) steps, return \(total)\n"
            : "not delivered within \(steps) steps, return \(total)\n"
    }

    private func place(_ index: Int) -> String { String(Array(TaxiMap.placeNames)[index]) }
}
