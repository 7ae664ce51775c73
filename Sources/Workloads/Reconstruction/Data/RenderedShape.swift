import HeadroomNumerics
import HeadroomScenes

/// A shape of which there are pictures and a volume, in files.
package struct RenderedShape: Sendable {
    package let className: String
    package let volume: VolumeFile
    /// At least one.
    package let pictures: [PictureFile]

    package init(className: String, volume: VolumeFile, pictures: [PictureFile]) {
        (self.className, self.volume, self.pictures) = (className, volume, pictures)
    }

    /// That of the volume: the files have no other.
    var surface: Mesh {
        get throws(SceneFileError) { try volume.grid(resolution: VolumeGenerator.resolution).surface }
    }

    /// Draws pictures without repetition, as far as there are enough.
    func views(
        _ count: Int,
        _ viewing: ShapeViewing,
        using generator: inout SeededGenerator
    ) throws(SceneFileError) -> ShapeViews {
        let order = pictures.indices.shuffled(using: &generator)
        var views: [ShapeView] = []
        for index in 0..<count {
            let image = try pictures[order[index % order.count]].square(side: ImageEncoder.imageSize)
            views.append(ShapeView(image: image))
        }
        return ShapeViews(volume: try volume.grid(resolution: viewing.resolution), views: views)
    }
}
