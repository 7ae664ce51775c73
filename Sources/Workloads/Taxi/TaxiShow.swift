import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// Shows an episode of a trained taxi: animated on a terminal, one line per step elsewhere.
struct TaxiShow {
    let driver: TaxiDriver
    let style: TerminalStyle
    /// Time from one step to the next.
    private let stopSeconds: Double

    static let usualStopSeconds = 0.25

    init(_ driver: TaxiDriver, stopSeconds: Double = usualStopSeconds, color: ColorChoice = .auto) {
        self.driver = driver
        self.stopSeconds = stopSeconds
        style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
    }

    /// Shows an episode.
    func play(_ ride: TaxiRide, isStopped: () -> Bool = { false }) throws {
        if StandardStream.isTerminal(1) { try animate(ride, isStopped) } else { try tell(ride) }
    }

    private func animate(_ ride: TaxiRide, _ isStopped: () -> Bool) throws {
        let painter = TaxiPainter(style: style, map: driver.variant.taxi.map)
        var height = 0
        for stop in ride.stops {
            let lines = painter.lines(stop.state) + [caption(stop)]
            let up = height > 0 ? "\u{1B}[\(height)A" : ""
            try StandardStream.output(up + lines.map { "\u{1B}[2K\($0)\n" }.joined())
            height = lines.count
            if isStopped() { return }
            usleep(UInt32(stopSeconds * 1_000_000))
        }
        try StandardStream.output(outcome(ride))
    }

    /// Prints every step as a line, after a picture of the first state.
    private func tell(_ ride: TaxiRide) throws {
        var lines = TaxiPainter(style: style, map: driver.variant.taxi.map).lines(ride.stops[0].state)
        lines += ride.stops.map { stop in
            "row \(stop.state.row), column \(stop.state.column): \(caption(stop))"
        }
        try StandardStream.output(lines.joined(separator: "\n") + "\n" + outcome(ride))
    }

    private func caption(_ stop: TaxiRide.Stop) -> String {
        let passenger = stop.state.isCarrying ? "passenger in the taxi" : "passenger at \(place(stop.state.passenger))"
        let destination = "to \(place(stop.state.destination))"
        guard let action = stop.action else { return "\(passenger), \(destination)" }
        let reward = (stop.reward < 0 ? "" : "+") + String(Int(stop.reward))
        return "\(passenger), \(destination): \(action) \(style.apply(stop.reward > 0 ? .green : .dim, reward))"
    }

    private func outcome(_ ride: TaxiRide) -> String {
        let total = Int(ride.stops.last?.totalReward ?? 0)
        let steps = ride.stops.count - 1
        return ride.isDelivered
            ? "delivered in \(steps) steps, return \(total)\n"
            : "not delivered within \(steps) steps, return \(total)\n"
    }

    private func place(_ index: Int) -> String { String(Array(TaxiMap.placeNames)[index]) }
}
