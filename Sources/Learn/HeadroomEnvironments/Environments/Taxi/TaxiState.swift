/// The actions of the taxi, in Gymnasium's order.
public enum TaxiAction: Int, Sendable, CaseIterable, CustomStringConvertible {
    /// One row down.
    case south
    /// One row up.
    case north
    /// One column to the right.
    case east
    /// One column to the left.
    case west
    /// Picks up the passenger.
    case pickup
    /// Drops off the passenger.
    case dropoff

    /// The action in one word.
    public var description: String {
        switch self {
        case .south: "south"
        case .north: "north"
        case .east: "east"
        case .west: "west"
        case .pickup: "pickup"
        case .dropoff: "dropoff"
        }
    }
}

/// The position of the taxi, the passenger's place and the destination.
public struct TaxiState: Sendable, Hashable {
    /// The value of `passenger` while the passenger is in the taxi.
    public static let inTaxi = 4

    /// The taxi's row, from the top.
    public var row: Int
    /// The taxi's column, from the left.
    public var column: Int
    /// The passenger's place, 0 to 3 for R, G, Y, B; 4 in the taxi.
    public var passenger: Int
    /// The destination, 0 to 3 for R, G, Y, B.
    public var destination: Int

    /// Makes a state.
    public init(row: Int, column: Int, passenger: Int, destination: Int) {
        self.row = row
        self.column = column
        self.passenger = passenger
        self.destination = destination
    }

    /// Whether the passenger is in the taxi.
    public var isCarrying: Bool { passenger == Self.inTaxi }
}
