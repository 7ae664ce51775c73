import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import Testing

/// Folders of shapes in the layouts of data sets, and what is wrong in them.
struct DataFolderTests {
    private func views(_ source: ShapeSource, _ count: Int = 1, seed: UInt64 = 0) throws -> ShapeViews {
        var generator = SeededGenerator(seed: seed)
        return try source.views(count, ShapeViewing(), using: &generator)
    }

    private func error(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func meshesByClassAndPart() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        for number in 0..<8 {
            let mesh = ShapeFolder.box([1, Float(number + 1) / 10, 0.5])
            try folder.write(mesh, "desk/train/desk_\(number).off")
            try folder.write(mesh, "desk/test/desk_1\(number).off")
        }
        // As some files of ModelNet begin.
        var glued = "OFF8 12 0\n"
        let box = ShapeFolder.box([2, 1, 1])
        for vertex in box.vertices { glued += "\(vertex.x) \(vertex.y) \(vertex.z)\n" }
        for triangle in box.triangles { glued += "3 \(triangle.x) \(triangle.y) \(triangle.z)\n" }
        try folder.write(glued, "bed/test/bed_1.off")
        let data = try DataFolder(folder.path)
        #expect(data.layout == .meshes && data.isDrawable)
        #expect(data.classNames == ["bed", "desk"])
        // One of eight is taken from the training, where no part is for validation.
        #expect(ShapeSplit.allCases.map(data.count) == [7, 1, 9])
        let bed = try #require(data.shapes(.test, atMost: 9).first { $0.className == "bed" })
        let views = try views(bed)
        // 30 cells long, 15 wide and high.
        #expect(views.volume.occupiedCount == 30 * 16 * 16 || views.volume.occupiedCount == 30 * 15 * 15)
        #expect(views.views[0].image.width == 64)
    }

    @Test func renderingsAndVolumes() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let objects = (0..<10).map { ObjectClass.chair.object(seed: $0) }
        for (number, object) in objects.enumerated() {
            try folder.writeShapeNet("03001627/model\(number)", object, resolution: number == 3 ? 64 : 32)
        }
        // One without its volume.
        let picture = try ShapeFolder.rendering(objects[0], azimuth: 0).encodedPNG()
        try folder.write(picture, "ShapeNetRendering/03001627/other/rendering/00.png")
        let data = try DataFolder(folder.path)
        #expect(data.layout == .shapeNet && data.omitted == 1 && !data.isDrawable)
        #expect(ShapeSplit.allCases.map(data.count) == [7, 1, 2])
        let shapes = ShapeSplit.allCases.flatMap { data.shapes($0, atMost: 99) }
        var found: [[Bool]] = []
        for shape in shapes {
            let views = try views(shape, 2)
            found.append(views.volume.cells)
            // Both pictures, on the gray that is behind all objects.
            #expect(views.views[0].image != views.views[1].image)
            for picture in views.views.map(\.image) {
                #expect(picture.channels == 3 && Array(picture.bytes[..<3]) == [240, 240, 240])
            }
        }
        // Each volume once; that of 64 cells becomes one of 32.
        for (number, object) in objects.enumerated() {
            let volume = VoxelGrid(resolution: 32, cells: ObjectVolume(object, resolution: 32).grid.cells)
            let best = found.map { VoxelGrid(resolution: 32, cells: $0).intersectionOverUnion(volume) }.max() ?? 0
            #expect(best == 1 || number == 3 && best > 0.8)
        }
    }

    @Test func occupancyNetworks() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let picture = try ShapeFolder.rendering(ObjectClass.mug.object(seed: 1), azimuth: 0).encodedPNG()
        for name in ["a", "b", "c", "d"] { try folder.write(picture, "02691156/\(name)/img_choy2016/000.jpg") }
        let volume = ObjectVolume(ObjectClass.mug.object(seed: 1), resolution: 32).grid
        for name in ["a", "b"] { try folder.write(Binvox(grid: volume).encoded, "02691156/\(name)/model.binvox") }
        for name in ["c", "d"] {
            try folder.write(OccupancyPointsTests.archive(of: volume).encoded(), "02691156/\(name)/points.npz")
        }
        for (list, models) in [("train", "a"), ("val", "b\n"), ("test", "c\n")] {
            try folder.write(models, "02691156/\(list).lst")
        }
        let data = try DataFolder(folder.path)
        // The fourth is in no list.
        #expect(data.layout == .occupancyNetworks && data.omitted == 1)
        #expect(ShapeSplit.allCases.map(data.count) == [1, 1, 1])
        #expect(try views(data.shapes(.training, atMost: 1)[0]).volume == volume)
        #expect(try views(data.shapes(.test, atMost: 1)[0]).volume.intersectionOverUnion(volume) > 0.9)

        try folder.write("a\nc\n", "02691156/test.lst")
        #expect(error { _ = try DataFolder(folder.path) }.contains("test.lst names a, which is in another list"))
    }

    /// Two photographs of one of three models, each with its mask.
    @Test func photographsWithMasks() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        var entries: [String] = []
        for number in 0..<4 {
            let model = "model/chair/\(min(number, 2))/voxel.mat"
            // The object is a gray rectangle in the lower right of a photograph, of which the rest is noise.
            var generator = SeededGenerator(seed: UInt64(number))
            var (photograph, mask) = (Image(width: 90, height: 60), Image(width: 90, height: 60, channels: 1))
            for index in photograph.bytes.indices { photograph.bytes[index] = UInt8(generator.next() % 200) }
            for row in 35..<55 {
                for column in 50..<60 {
                    mask.bytes[row * 90 + column] = 255
                    for channel in 0..<3 { photograph.bytes[3 * (row * 90 + column) + channel] = 77 }
                }
            }
            try folder.write(photograph.encodedPNG(), "img/chair/\(number).png")
            try folder.write(mask.encodedPNG(), "mask/chair/\(number).png")
            // Occupied in the upper half, to the left and in front.
            let cells = (0..<32768).map { index -> UInt8 in
                index % 32 < 10 && index / 32 % 32 >= 16 && index / 1024 >= 16 ? 1 : 0
            }
            try folder.write(PlainMAT.file("voxel", [32, 32, 32], cells), model)
            entries.append(
                """
                {"img": "img/chair/\(number).png", "mask": "mask/chair/\(number).png", "category": "chair", \
                "voxel": "\(model)", "focal_length": 35.0}
                """
            )
        }
        try folder.write("[\(entries.joined(separator: ","))]", "pix3d.json")
        let data = try DataFolder(folder.path)
        #expect(data.layout == .pix3D && ShapeSplit.allCases.map(data.count) == [1, 1, 1])
        for source in ShapeSplit.allCases.flatMap({ data.shapes($0, atMost: 9) }) {
            let views = try views(source, 2)
            // Our x is to the right, y up, z to the front.
            for index in views.volume.cells.indices {
                let (x, y, z) = (index % 32, index / 32 % 32, index / 1024)
                #expect(views.volume.cells[index] == (x > 21 && y >= 16 && z >= 16))
            }
            for picture in views.views.map(\.image) {
                // Nothing of the noise is left; the object is in the middle, twice as high as wide.
                #expect(Array(picture.bytes[..<3]) == [240, 240, 240])
                let inside = (0..<4096).filter { picture.bytes[3 * $0] < 100 }
                #expect(picture.bytes[3 * (32 * 64 + 32)] == 77)
                let (columns, rows) = (Set(inside.map { $0 % 64 }), Set(inside.map { $0 / 64 }))
                #expect(abs(rows.count - 2 * columns.count) <= 2 && rows.count > 40)
                #expect(abs((rows.min() ?? 0) + (rows.max() ?? 0) - 63) <= 3)
            }
        }
        try folder.write("{}", "pix3d.json")
        #expect(error { _ = try DataFolder(folder.path) }.contains("pix3d.json is not a JSON list"))
    }

    @Test func thePartsStayAndAChangeIsNoticed() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        for number in 0..<6 { try folder.writeShapeNet("1/m\(number)", ObjectClass.table.object(seed: UInt64(number))) }
        let data = try DataFolder(folder.path)
        #expect(try DataFolder(folder.path).fingerprint == data.fingerprint)
        let settings = ShapeSettings(data)
        #expect(settings.shapes == data.count(.training) && settings.classNames == ["1"])
        #expect(try settings.sources(.test, 99).count == data.count(.test))
        try folder.writeShapeNet("1/m9", ObjectClass.table.object(seed: 9))
        #expect(try DataFolder(folder.path).fingerprint != data.fingerprint)
        #expect(error { _ = try settings.sources(.test, 9) }.contains("not those that the model was trained with"))
    }

    @Test func whatIsWrongIsNamed() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        #expect(error { _ = try DataFolder("/nowhere") }.contains("there is no folder /nowhere"))
        #expect(error { _ = try DataFolder(folder.path) }.contains("ShapeNetRendering"))
        try folder.write(ShapeFolder.box([1, 1, 1]), "cube/train/a.off")
        #expect(error { _ = try DataFolder(folder.path) }.contains("no shapes for the validation"))
        for name in ["train/b.off", "test/d.off"] { try folder.write(ShapeFolder.box([1, 1, 1]), "cube/\(name)") }
        try folder.write("OFF\n3 1 0\n0 0 0\n1 0 0\n0 nan 0\n3 0 1 2\n", "cube/test/nan.off")
        // A triangle alone has no inside.
        try folder.write("OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n", "cube/test/flat.off")
        for source in try DataFolder(folder.path).shapes(.test, atMost: 9) {
            guard case .mesh(let path, _) = source else { continue }
            let message = error { _ = try views(source) }
            let expected = path.hasSuffix("nan.off") ? "line 5" : path.hasSuffix("flat.off") ? "fills no cell" : "none"
            #expect(message.contains(expected), "\(message)")
            #expect(expected == "none" || message.contains(path))
        }
    }

    @Test func damagedFilesOfARenderedShapeAreNamed() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let object = ObjectClass.lamp.object(seed: 1)
        func message(_ change: () throws -> Void) throws -> String {
            try folder.writeShapeNet("1/a", object, pictures: 1)
            try change()
            let shape = RenderedShape(
                className: "1",
                volume: .binvox("\(folder.path)/ShapeNetVox32/1/a/model.binvox"),
                pictures: [PictureFile("\(folder.path)/ShapeNetRendering/1/a/rendering/00.png")]
            )
            return error { _ = try views(.rendered(shape)) }
        }
        #expect(try message {} == "none")
        let odd = try message {
            try folder.write(Binvox(grid: VoxelGrid(resolution: 40)).encoded, "ShapeNetVox32/1/a/model.binvox")
        }
        #expect(odd.contains("model.binvox has 40 cells"))
        let empty = try message {
            try folder.write(Binvox(grid: VoxelGrid(resolution: 32)).encoded, "ShapeNetVox32/1/a/model.binvox")
        }
        #expect(empty.contains("model.binvox fills no cell"))
        let cut = try message {
            let bytes = Binvox(grid: ObjectVolume(object, resolution: 32).grid).encoded
            try folder.write(Array(bytes.dropLast(9)), "ShapeNetVox32/1/a/model.binvox")
        }
        #expect(cut.contains("model.binvox"))
        let picture = try message { try folder.write("no picture", "ShapeNetRendering/1/a/rendering/00.png") }
        #expect(picture.contains("00.png"))
    }
}
