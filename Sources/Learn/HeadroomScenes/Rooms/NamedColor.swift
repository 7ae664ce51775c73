/// Colors with a name, so that what is seen can be described.
package enum NamedColor: String, CaseIterable, Codable, Sendable {
    case red, orange, yellow, green, blue, purple, brown, white, gray

    /// RGB from 0 to 1.
    package var color: Vector {
        switch self {
        case .red: [0.80, 0.16, 0.14]
        case .orange: [0.93, 0.52, 0.12]
        case .yellow: [0.92, 0.84, 0.22]
        case .green: [0.20, 0.62, 0.26]
        case .blue: [0.17, 0.34, 0.78]
        case .purple: [0.52, 0.24, 0.66]
        case .brown: [0.46, 0.29, 0.16]
        case .white: [0.93, 0.93, 0.91]
        case .gray: [0.52, 0.53, 0.55]
        }
    }

    /// The name of the color that is nearest in RGB.
    package init(nearestTo color: Vector) {
        func distance(_ other: NamedColor) -> Double {
            let difference = other.color - color
            return difference.dot(difference)
        }
        self = NamedColor.allCases.min { distance($0) < distance($1) } ?? .gray
    }
}
