import HeadroomNumerics

/// The classes of procedural objects.
package enum ObjectClass: String, CaseIterable, Codable, Sendable {
    case chair, table, lamp, car, sofa, bed, bookcase, plane, mug

    /// The classes of a small training.
    package static let basic: [ObjectClass] = [.chair, .table, .lamp, .car]

    /// The object of a seed, the same on every machine.
    package func object(seed: UInt64) -> SceneObject {
        // The name separates the objects of two classes with the same seed.
        let mixed = rawValue.utf8.reduce(seed) { $0 &* 0x100_0000_01B3 ^ UInt64($1) }
        var builder = ObjectBuilder(SeededGenerator(seed: mixed, purpose: "object"))
        let variant =
            switch self {
            case .chair: Chair.build(&builder)
            case .table: Table.build(&builder)
            case .lamp: Lamp.build(&builder)
            case .car: Car.build(&builder)
            case .sofa: Sofa.build(&builder)
            case .bed: Bed.build(&builder)
            case .bookcase: Bookcase.build(&builder)
            case .plane: Plane.build(&builder)
            case .mug: Mug.build(&builder)
            }
        return SceneObject(self, variant: variant, builder.primitives)
    }
}
