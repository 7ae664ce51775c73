/// The pattern of the walls of a room.
package enum RoomStyle: String, CaseIterable, Codable, Sendable {
    case plain, bricks, panels, stripes

    /// The start of a description.
    package var phrase: String {
        switch self {
        case .plain: "a room with plain walls"
        case .bricks: "a room of bricks"
        case .panels: "a room with wooden panels"
        case .stripes: "a room with striped walls"
        }
    }

    /// Factor of the color of a wall.
    ///
    /// - Parameters:
    ///   - along: meters along the wall.
    ///   - height: meters above the floor.
    func shade(along: Double, height: Double) -> Double {
        switch self {
        case .plain: return 1
        case .bricks:
            let row = (height / 0.3).rounded(.down)
            let shifted = along / 0.7 + (row.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 0.5)
            let isJoint = Self.fraction(height / 0.3) < 0.14 || Self.fraction(shifted) < 0.07
            return isJoint ? 0.6 : 1
        case .panels:
            // A board at half of the height, and grooves below it.
            if abs(height - 1.3) < 0.06 { return 0.65 }
            return height < 1.3 && Self.fraction(along / 0.45) < 0.14 ? 0.7 : 1
        case .stripes: return Self.fraction(along / 0.8) < 0.5 ? 0.68 : 1
        }
    }

    private static func fraction(_ value: Double) -> Double { value - value.rounded(.down) }
}
