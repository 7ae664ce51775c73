package import HeadroomScenes

/// The split of procedural shapes into training, validation and test.
package enum ShapeDivision: String, CaseIterable, Codable, Sendable {
    /// By the hash of a shape's seed: all parts have shapes of the same kind.
    case seeds
    /// The test has combinations of features that no other part has, such as chairs with slats on a pedestal.
    case combinations = "ood-combinations"
    /// The test has a class that no other part has.
    case oneClass = "ood-class"

    /// The classes of a part.
    func classes(_ classes: [ObjectClass], _ split: ShapeSplit) -> [ObjectClass] {
        guard self == .oneClass, let heldOut = Self.heldOutClass(classes) else { return classes }
        return split == .test ? [heldOut] : classes.filter { $0 != heldOut }
    }

    /// The lamp, which is unlike the other classes; without lamps the last one.
    package static func heldOutClass(_ classes: [ObjectClass]) -> ObjectClass? {
        classes.contains(.lamp) ? .lamp : classes.last
    }

    /// Whether a shape with a seed belongs to a part.
    func contains(_ object: SceneObject, seed: UInt64, in split: ShapeSplit) -> Bool {
        switch self {
        case .seeds, .oneClass: return ShapeSplit(seed: seed) == split
        case .combinations:
            if Self.isHeldOut(object) { return split == .test }
            // The rest is divided between training and validation only.
            return split != .test && (ShapeSplit(seed: seed) == .validation) == (split == .validation)
        }
    }

    /// Whether a shape has the combination that is kept for the test.
    ///
    /// Each of its features occurs in training, with another one.
    private static func isHeldOut(_ object: SceneObject) -> Bool {
        let features = Set(object.variant.split(separator: ", ").map(String.init))
        return features.isSuperset(of: heldOut(object.kind))
    }

    private static func heldOut(_ kind: ObjectClass) -> Set<String> {
        switch kind {
        case .chair: ["slats", "pedestal"]
        case .table: ["round", "panels"]
        case .lamp: ["box", "arm"]
        case .sofa: ["corner", "feet"]
        case .bed: ["footboard", "1 pillow"]
        case .bookcase: ["3 shelves", "open"]
        case .plane: ["4 engines", "high wing"]
        case .mug: ["handle", "closes to the top"]
        // A car has one feature only, which is left out as a whole.
        case .car: ["spoiler"]
        }
    }
}
