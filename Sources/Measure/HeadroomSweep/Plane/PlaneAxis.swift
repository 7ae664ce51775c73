import HeadroomCore
import HeadroomTrials

/// One axis of a plane: a placeholder of the command, with the values that may stand there.
package struct PlaneAxis: Equatable, Sendable {
    package var name: String
    /// Values in ascending order.
    package var values: [Int]
    /// The value at which the other axis is walked first: the usual one of the command.
    package var usual: Int
    /// Whether the user listed the values: then each of them is visited on the way.
    package var isListed: Bool
    /// Whether the user gave the range: then nothing beyond it is tried.
    package var isBounded: Bool

    package init(name: String, values: [Int], usual: Int, isListed: Bool = false, isBounded: Bool = false) {
        self.name = name
        self.values = values
        self.usual = usual
        self.isListed = isListed
        self.isBounded = isBounded
    }

    package var placeholder: String { "{\(name)}" }

    var document: PlaneDocument.Axis { PlaneDocument.Axis(name: name, values: values, usual: usual) }

    /// Powers of two from the first value to the last, which is included.
    package static func doublings(from first: Int, to last: Int) -> [Int] {
        var values = Array(sequence(first: first) { $0 <= last / 2 ? $0 * 2 : nil })
        if values.last != last { values.append(last) }
        return values
    }

    /// Values around a usual one: three halvings and three doublings.
    package static func around(_ usual: Int) -> [Int] {
        let halves = sequence(first: usual) { $0 > 1 ? $0 / 2 : nil }.prefix(4).reversed()
        return halves + (1...3).map { usual << $0 }
    }
}

extension CommandTemplate {
    /// The command at one value of the second axis, with `{batch}` where the first stands.
    func on(_ axes: (first: PlaneAxis, second: PlaneAxis), other: Int) -> CommandTemplate {
        CommandTemplate(
            arguments.map {
                $0.replacing(axes.second.placeholder, with: String(other))
                    .replacing(axes.first.placeholder, with: "{batch}")
            }
        )
    }
}
