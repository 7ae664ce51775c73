import HeadroomNumerics
package import HeadroomScenes
package import HeadroomTorch

/// Pictures of shapes, and the volumes of the shapes.
package struct ViewDataset {
    /// The class of each shape.
    package let classes: [String]
    package let viewsPerShape: Int
    /// `[shapes * views, 3, 64, 64]`, 8 bits; the views of a shape follow one another.
    package let images: Tensor
    /// `[shapes, 1, 32, 32, 32]`, 0 or 1, 8 bits.
    package let volumes: Tensor

    package var shapeCount: Int { classes.count }
    /// Number of samples: a sample is a picture with the volume of its shape.
    package var count: Int { shapeCount * viewsPerShape }

    /// Draws or reads the pictures and the volumes.
    ///
    /// - Parameter shapes: all of them are kept in memory, at 32 KiB for the volume and 12 KiB for each view.
    package init(
        _ shapes: [ShapeSource],
        viewsPerShape: Int,
        _ viewing: ShapeViewing = ShapeViewing(),
        seed: UInt64
    ) throws {
        let (side, cells) = (ImageEncoder.imageSize, VolumeGenerator.resolution)
        var generator = SeededGenerator(seed: seed, purpose: "views")
        var (pixels, occupied): ([UInt8], [UInt8]) = ([], [])
        pixels.reserveCapacity(shapes.count * viewsPerShape * 3 * side * side)
        occupied.reserveCapacity(shapes.count * cells * cells * cells)
        for shape in shapes {
            let views = try shape.views(viewsPerShape, viewing, using: &generator)
            for cell in views.volume.cells { occupied.append(cell ? 1 : 0) }
            for picture in views.pictures { pixels += picture.planes }
        }
        classes = shapes.map(\.className)
        self.viewsPerShape = viewsPerShape
        images = try Tensor(pixels, shape: [shapes.count * viewsPerShape, 3, side, side])
        volumes = try Tensor(occupied, shape: [shapes.count, 1, cells, cells, cells])
    }

    /// Draws objects in their own frame, from all around.
    package init(_ objects: [SceneObject], viewsPerShape: Int, clutter: Double = 0, seed: UInt64) throws {
        try self.init(
            objects.map { .object($0) },
            viewsPerShape: viewsPerShape,
            ShapeViewing(clutter: clutter),
            seed: seed
        )
    }

    private init(_ classes: [String], _ viewsPerShape: Int, _ images: Tensor, _ volumes: Tensor) {
        (self.classes, self.viewsPerShape) = (classes, viewsPerShape)
        (self.images, self.volumes) = (images, volumes)
    }

    package func moved(to device: Device) throws(TorchError) -> ViewDataset {
        try ViewDataset(classes, viewsPerShape, images.to(device: device), volumes.to(device: device))
    }

    /// The same pictures with the volumes of other shapes: nothing can be learned from them but the mean shape.
    package func withShuffledVolumes(seed: UInt64) throws(TorchError) -> ViewDataset {
        var generator = SeededGenerator(seed: seed, purpose: "shuffle")
        let order = (0..<Int64(shapeCount)).shuffled(using: &generator)
        let shuffled = try volumes.indexSelect(dimension: 0, indices: Tensor(order, shape: [shapeCount]))
        return ViewDataset(classes, viewsPerShape, images, shuffled)
    }

    /// Pictures, `[batch, views, 3, 64, 64]` from 0 to 1, and volumes, `[batch, 1, 32, 32, 32]`, of samples.
    ///
    /// - Parameter views: number of pictures of each sample: its own, and others of its shape.
    package func batch(_ samples: [Int64], views: Int = 1) throws(TorchError) -> (views: Tensor, volumes: Tensor) {
        let perShape = Int64(viewsPerShape)
        let pictures = samples.flatMap { sample in
            (0..<Int64(views)).map { sample / perShape * perShape + (sample + $0) % perShape }
        }
        let side = ImageEncoder.imageSize
        return (
            try Self.gather(images, pictures).reshape([samples.count, views, 3, side, side]) / 255,
            try Self.gather(volumes, samples.map { $0 / perShape })
        )
    }

    /// All views of shapes, `[batch, views, 3, 64, 64]` from 0 to 1.
    package func views(of shapes: Range<Int>) throws(TorchError) -> Tensor {
        let side = ImageEncoder.imageSize
        let count = shapes.count * viewsPerShape
        let rows = try images.narrow(dimension: 0, start: shapes.lowerBound * viewsPerShape, length: count)
        return try rows.to(.float32).reshape([shapes.count, viewsPerShape, 3, side, side]) / 255
    }

    private static func gather(_ rows: Tensor, _ indices: [Int64]) throws(TorchError) -> Tensor {
        let indices = try Tensor(indices, shape: [indices.count], device: rows.device)
        return try rows.indexSelect(dimension: 0, indices: indices).to(.float32)
    }
}
