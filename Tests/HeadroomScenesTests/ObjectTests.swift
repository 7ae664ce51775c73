import Glibc
import HeadroomNumerics
import HeadroomScenes
import Testing

@Suite struct ObjectTests {
    /// The FNV-1a hash.
    private func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    @Test func sineAndCosineAreThoseOfTheLibrary() {
        for step in -2000...2000 {
            let angle = Angle.degrees(Double(step) * 0.37)
            #expect(abs(angle.sine - sin(angle.radians)) < 1e-15)
            #expect(abs(angle.cosine - cos(angle.radians)) < 1e-15)
        }
    }

    /// The bytes of pictures and volumes must be the same on every machine, or splits and trainings differ.
    @Test func picturesAndVolumesHaveTheSameBytesEverywhere() {
        var all: [String: UInt64] = [:]
        for kind in ObjectClass.allCases {
            let object = kind.object(seed: 1)
            let volume = ObjectVolume(object, resolution: 32)
            var generator = SeededGenerator(seed: 1)
            let view = ObjectView(object, Camera(azimuth: .degrees(30), elevation: .degrees(25)), size: 64)
            let image = view.image(.clutter, using: &generator)
            all[kind.rawValue] = hash(image.bytes + volume.parts + volume.grid.cells.map { $0 ? 1 : 0 })
        }
        #expect(
            all == [
                "chair": 14_364_368_702_631_362_228, "table": 13_170_892_293_802_857_324,
                "lamp": 18_205_907_841_165_609_972, "car": 3_737_796_242_053_605_423,
                "sofa": 4_077_507_532_598_011_559, "bed": 14_710_960_797_285_728_579,
                "bookcase": 4_366_771_580_895_933_367, "plane": 12_286_850_660_646_782_827,
                "mug": 16_128_387_011_921_463_187,
            ]
        )
    }

    @Test(arguments: ObjectClass.allCases)
    func objectsFillTheirCubeAndDiffer(_ kind: ObjectClass) {
        var variants: Set<String> = []
        var hashes: Set<UInt64> = []
        for seed in 0..<40 as Range<UInt64> {
            let object = kind.object(seed: seed)
            variants.insert(object.variant)
            let volume = ObjectVolume(object, resolution: 32)
            hashes.insert(hash(volume.parts))
            #expect((0.003...0.5).contains(volume.grid.occupancy))
            for primitive in object.primitives {
                #expect(primitive.bounds.low.min() > -0.5 && primitive.bounds.high.max() < 0.5)
            }
            // The longest side reaches from cell 1 to cell 30.
            let cells = volume.grid.cells.indices.filter { volume.grid.cells[$0] }
            let extents = [1, 32, 1024].map { stride in
                let places = cells.map { $0 / stride % 32 }
                return places.max()! - places.min()! + 1
            }
            #expect((29...31).contains(extents.max()!))
        }
        #expect(variants.count > 1)
        // Two simple objects can fill the same cells.
        #expect(hashes.count >= 38)
    }

    @Test(arguments: [32, 64, 128])
    func theVolumeOfAnEllipsoidIsKnown(_ resolution: Int) {
        let solid = Solid.ellipsoid(radii: [0.3, 0.2, 0.45])
        let piece = Primitive(solid, Placement(at: [3, -1, 2]), color: .zero, part: .body)
        let object = SceneObject(.mug, variant: "", [piece])
        let grid = ObjectVolume(object, resolution: resolution).grid
        let known = 4.0 / 3 * .pi * 0.3 * 0.2 * 0.45 * Self.scale(0.9)
        // A quarter of the samples makes a cell occupied, so the grid is larger by a fraction of a cell on each side.
        #expect(grid.occupancy > known)
        #expect(grid.occupancy < known * (1 + 9 / Double(resolution)))
    }

    /// Scale of the volume of an object whose longest side was given.
    private static func scale(_ longest: Double) -> Double {
        let factor = SceneObject.longestSide / longest
        return factor * factor * factor
    }

    @Test(arguments: ObjectClass.allCases)
    func surfacesThatAreSeenAreFilled(_ kind: ObjectClass) {
        let object = kind.object(seed: 7)
        let camera = Camera(azimuth: .degrees(140), elevation: .degrees(20))
        let view = ObjectView(object, camera, size: 64)
        let volume = ObjectVolume(object, resolution: 128)
        let (right, up, backward) = camera.axes
        var (seen, filled) = (0, 0)
        for index in view.parts.indices where view.parts[index] != 0 {
            func offset(_ pixel: Int) -> Double {
                ((Double(pixel) + 0.5) / 32 - 1) * Angle.radians(camera.fieldOfView.radians / 2).tangent
            }
            let direction = right * offset(index % 64) + up * offset(63 - index / 64) - backward
            // Half a cell behind the surface, against its normal.
            let normal = view.normals[index]
            let outward = right * Double(normal.x) + up * Double(normal.y) + backward * Double(normal.z)
            let point = camera.position + direction * Double(view.depths[index]) - outward / 256
            let cell = (point + 0.5) * 128
            let (x, y, z) = (Int(cell.x), Int(cell.y), Int(cell.z))
            filled += volume.grid[x, y, z] ? 1 : 0
            seen += 1
        }
        #expect(seen > 200)
        // A cell that holds an edge can be less than a quarter full.
        #expect(Double(filled) > 0.98 * Double(seen))
    }

    @Test func turningTheObjectIsTurningTheCamera() {
        let object = lamp
        let turned = ObjectView(
            object.turned(by: .degrees(-50)),
            Camera(azimuth: .degrees(0), elevation: .degrees(20)),
            size: 48
        )
        let moved = ObjectView(object, Camera(azimuth: .degrees(50), elevation: .degrees(20)), size: 48)
        let same = zip(turned.parts, moved.parts).count { $0 == $1 }
        #expect(same >= 48 * 48 - 2)
    }

    @Test func aMirrorSwapsLeftAndRight() {
        let grid = ObjectVolume(lamp, resolution: 32).grid
        let mirrored = ObjectVolume(lamp.mirrored(), resolution: 32).grid
        var back = VoxelGrid(resolution: 32)
        for z in 0..<32 { for y in 0..<32 { for x in 0..<32 { back[31 - x, y, z] = mirrored[x, y, z] } } }
        // A surface exactly at a sample may round to either side.
        #expect(zip(back.cells, grid.cells).count { $0 != $1 } <= 4)
        #expect(mirrored.intersectionOverUnion(grid) < 0.9)
    }

    /// A lamp whose arm reaches to one side.
    private let lamp: SceneObject

    init() throws {
        let lamps = (0 as UInt64..<100).lazy.map { ObjectClass.lamp.object(seed: $0) }
        lamp = try #require(lamps.first { $0.variant.hasSuffix(", arm") })
    }
}
