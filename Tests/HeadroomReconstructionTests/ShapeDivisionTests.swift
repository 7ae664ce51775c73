import HeadroomReconstruction
import HeadroomScenes
import Testing

/// Tests with shapes of a kind that is not trained on.
struct ShapeDivisionTests {
    private func features(_ objects: [SceneObject]) -> Set<String> {
        Set(
            objects.flatMap { object in
                object.variant.split(separator: ", ").map { "\(object.kind): \($0)" }
            }
        )
    }

    @Test func combinationsOfTheTestAreNotTrainedOn() {
        let classes = ObjectClass.allCases
        let training = ShapeSplit.training.shapes(360, of: classes, .combinations)
        let validation = ShapeSplit.validation.shapes(90, of: classes, .combinations)
        let test = ShapeSplit.test.shapes(90, of: classes, .combinations)
        func variants(_ objects: [SceneObject]) -> Set<String> { Set(objects.map { "\($0.kind) \($0.variant)" }) }
        #expect(variants(test).isDisjoint(with: variants(training + validation)))
        #expect(Set(test.map(\.kind)) == Set(classes))
        // Each of their features is trained on with another one, but for the only one that a car has.
        #expect(features(test).subtracting(features(training)) == ["car: spoiler"])
        let cells = [training, validation, test].map { $0.map { ObjectVolume($0, resolution: 32).parts } }
        #expect(Set(cells.joined()).count == 540)
    }

    @Test(arguments: [(ObjectClass.basic, ObjectClass.lamp), ([.sofa, .bed, .mug], .mug)])
    func aClassIsKeptForTheTest(_ classes: [ObjectClass], _ heldOut: ObjectClass) {
        #expect(ShapeDivision.heldOutClass(classes) == heldOut)
        let rest = Set(classes).subtracting([heldOut])
        #expect(Set(ShapeSplit.training.shapes(20, of: classes, .oneClass).map(\.kind)) == rest)
        #expect(Set(ShapeSplit.validation.shapes(20, of: classes, .oneClass).map(\.kind)) == rest)
        #expect(Set(ShapeSplit.test.shapes(20, of: classes, .oneClass).map(\.kind)) == [heldOut])
    }
}
