import FoundationEssentials
import HeadroomReconstruction
import HeadroomScenes
import HeadroomTraining
import Testing

/// The objects of pybullet, with a folder of the same layout.
struct PybulletObjectsTests {
    @Test func objectsBecomeAFolderToTrainOn() throws {
        let (source, target) = (try ShapeFolder(), try ShapeFolder())
        defer { [source, target].forEach { $0.remove() } }
        // Ten kinds of boxes, each twice.
        for number in 0..<20 {
            let size = SIMD3<Float>(1, 0.1 + Float(number % 10) * 0.09, 0.1 + Float(number * 3 % 10) * 0.09)
            try source.write(ShapeFolder.box(size), "random_urdfs/0\(10 + number)/0\(10 + number).obj")
        }
        try source.write("v 1 1 1\nv nan nan nan\nv 0 0 0\nf 1 2 3\n", "random_urdfs/168/168.obj")
        try source.write(ShapeFolder.box([1, 0.02, 0.02]), "random_urdfs/200/200.obj")
        let objects = try PybulletObjects(source.path)
        #expect(objects.rejected.count == 1 && objects.rejected[0].contains("168.obj, line 2"))
        #expect(objects.thin == ["200"])
        #expect(objects.parts.count == 20)
        for cluster in objects.clusters.members {
            #expect(cluster.count.isMultiple(of: 2) && Set(cluster.map { objects.parts[$0] }).count == 1)
        }
        #expect(objects.summary.contains("168.obj"))

        try objects.write(to: target.path)
        let data = try DataFolder(target.path)
        #expect(data.classNames == ["object"] && data.isDrawable)
        for split in ShapeSplit.allCases { #expect(data.count(split) == objects.parts.count { $0 == split }) }
        let table = try String(contentsOfFile: "\(target.path)/objects.csv", encoding: .utf8)
        #expect(table.split(separator: "\n").count == 21)
    }

    @Test func aFolderWithoutObjectsIsNamed() {
        let error = #expect(throws: WorkloadError.self) { try PybulletObjects("/nowhere") }
        #expect(error?.description.contains("/nowhere/random_urdfs") == true)
    }
}
