import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments

/// Prints the first updates of a table, each in the four steps of Q-learning.
final class TaxiExplanation {
    private let count: Int
    private let taxi: Taxi
    private let painter: TaxiPainter
    private let discount: Double
    private var shown = 0

    init(count: Int, taxi: Taxi, discount: Double, style: TerminalStyle) {
        self.count = count
        self.taxi = taxi
        self.discount = discount
        painter = TaxiPainter(style: style, map: taxi.map)
    }

    func show(_ record: UpdateRecord) throws {
        guard shown < count else { return }
        if shown == 0 {
            try write("1  initialize: every action of every state is worth the same, whatever is done\n")
        }
        shown += 1
        let state = taxi.decode(record.state)
        let action = TaxiAction(rawValue: record.choice.action)?.description ?? "?"
        let next =
            record.terminated
            ? "the episode has ended, and nothing follows"
            : "what follows is worth \(figure(record.nextValue))"
                + (record.truncated ? ", though the time is over" : "")
        try write(
            """

            update \(record.step + 1)
            \(painter.lines(state).joined(separator: "\n"))
            2  identify the state: \(record.state); \(TaxiPicture(state, map: taxi.map).caption)
            3  choose an action: \(action), \(record.choice.isExploration ? "drawn at random" : "the best so far") \
            (epsilon \(figure(record.choice.epsilon)))
            4  update: reward \(figure(record.reward)); \(next)
               target \(figure(record.reward)) + \(figure(discount)) x \(figure(record.nextValue)) = \(figure(record.target))
               value \(figure(record.oldValue)) + \(figure(record.learningRate)) x (\(figure(record.target)) - \
            \(figure(record.oldValue))) = \(figure(record.newValue))

            """
        )
    }

    private func write(_ text: String) throws { try StandardStream.output(text) }

    private func figure(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : String(rounded)
    }
}
