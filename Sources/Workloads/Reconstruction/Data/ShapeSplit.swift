import HeadroomNumerics
package import HeadroomScenes

/// The parts of the shapes: no shape is in two of them.
package enum ShapeSplit: String, CaseIterable, Codable, Sendable {
    case training, validation, test

    /// The part of a seed, by its hash: 70, 10 and 20 % of all seeds.
    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed, purpose: "split")
        switch generator.next() % 10 {
        case 0..<7: self = .training
        case 7: self = .validation
        default: self = .test
        }
    }

    /// The first shapes of a part, of all classes in turn, without those that fill the same cells as an earlier one.
    ///
    /// A duplicate is left out of every part but the one with the smaller seed, so that none is both in training and
    /// test.
    package func shapes(
        _ count: Int,
        of classes: [ObjectClass],
        _ division: ShapeDivision = .seeds
    ) -> [SceneObject] {
        let classes = division.classes(classes, self)
        var shapes: [SceneObject] = []
        var seeds = Array(repeating: 0 as UInt64, count: classes.count)
        var seen: Set<VolumeKey> = []
        while shapes.count < count {
            let kind = shapes.count % classes.count
            while true {
                let seed = seeds[kind]
                seeds[kind] += 1
                let object = classes[kind].object(seed: seed)
                guard seen.insert(VolumeKey(object)).inserted, division.contains(object, seed: seed, in: self) else {
                    continue
                }
                shapes.append(object)
                break
            }
        }
        return shapes
    }

    /// What makes two shapes the same: the parts of their cells.
    private struct VolumeKey: Hashable {
        let parts: [UInt8]

        init(_ object: SceneObject) { parts = ObjectVolume(object, resolution: 32).parts }
    }
}
