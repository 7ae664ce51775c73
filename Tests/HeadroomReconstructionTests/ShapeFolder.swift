import FoundationEssentials
import HeadroomNumerics
import HeadroomScenes
import TestSupport

/// Small folders of shapes in the layouts of data sets.
struct ShapeFolder {
    private let folder: Folder

    var path: String { folder.path }

    init() throws { folder = try Folder() }

    func remove() { folder.remove() }

    /// Writes a file, with the folders above it.
    func write(_ bytes: [UInt8], _ name: String) throws {
        try makeFolder(of: name)
        try SceneFile.write(bytes, to: "\(path)/\(name)")
    }

    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

    func write(_ mesh: Mesh, _ name: String) throws {
        try makeFolder(of: name)
        try mesh.write(to: "\(path)/\(name)")
    }

    private func makeFolder(of name: String) throws {
        let folder = "\(path)/\(name)".split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/\(folder)", withIntermediateDirectories: true)
    }

    /// A model of ShapeNet: a square picture with the object's mask, and its volume.
    func writeShapeNet(_ name: String, _ object: SceneObject, pictures: Int = 2, resolution: Int = 32) throws {
        for picture in 0..<pictures {
            let image = try Self.rendering(object, azimuth: 90 * Double(picture)).encodedPNG()
            try write(image, "ShapeNetRendering/\(name)/rendering/0\(picture).png")
        }
        let volume = Binvox(grid: ObjectVolume(object, resolution: resolution).grid)
        try write(volume.encoded, "ShapeNetVox32/\(name)/model.binvox")
    }

    /// RGBA, black where it is transparent.
    static func rendering(_ object: SceneObject, azimuth: Double) -> Image {
        let view = ObjectView(object, Camera(azimuth: .degrees(azimuth), elevation: .degrees(30)), size: 64)
        var generator = SeededGenerator(seed: 0)
        let picture = view.image(.uniform, using: &generator)
        var image = Image(width: 64, height: 64, channels: 4)
        for (pixel, isInside) in view.mask.enumerated() where isInside {
            for channel in 0..<3 { image.bytes[4 * pixel + channel] = picture.bytes[3 * pixel + channel] }
            image.bytes[4 * pixel + 3] = 255
        }
        return image
    }

    /// A box with its longest side along an axis.
    static func box(_ size: SIMD3<Float>) -> Mesh {
        let vertices = (0..<8).map { corner -> SIMD3<Float> in
            let place = SIMD3<Float>(Float(corner & 1), Float(corner >> 1 & 1), Float(corner >> 2))
            return (place - 0.5) * size
        }
        let triangles: [SIMD3<UInt32>] = [
            [0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4], [2, 6, 3], [3, 6, 7], [0, 4, 2],
            [2, 4, 6],
            [1, 3, 5], [3, 7, 5],
        ]
        return Mesh(vertices: vertices, triangles: triangles)
    }
}
