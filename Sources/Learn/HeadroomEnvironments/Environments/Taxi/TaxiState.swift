/// What the taxi can do, in Gymnasium's order.
public enum TaxiAction: Int, Sendable, CaseIterable, CustomStringConvertible {
    /// A row down.
    case south
    /// A row up.
    case north
    /// A column to the right.
    case east
    /// A column to the left.
    case west
    /// Takes the passenger in.
    case pickup
    /// Lets the passenger out.
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

/// Where the taxi and its passenger are, and where the passenger wants to go.
public struct TaxiState: Sendable, Hashable {
    /// What `passenger` is while the passenger sits in the taxi.
    public static let inTaxi = 4

    /// The taxi's row, from the top.
    public var row: Int
    /// The taxi's column, from the left.
    public var column: Int
    /// The place where the passenger waits, 0 to 3 for R, G, Y, B; 4 in the taxi.
    public var passenger: Int
    /// The place where the passenger wants to go.
    public var destination: Int

    /// Makes a state.
    public init(row: Int, column: Int, passenger: Int, destination: Int) {
        self.row = row
        self.column = column
        self.passenger = passenger
        self.destination = destination
    }

    /// Whether the passenger sits in the taxi.
    public var isCarrying: Bool { passenger == Self.inTaxi }
}
