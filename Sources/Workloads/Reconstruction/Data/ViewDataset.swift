import HeadroomNumerics
package import HeadroomScenes
package import HeadroomTorch

/// Pictures of shapes, and the volumes of the shapes.
package struct ViewDataset {
    package let classes: [ObjectClass]
    package let viewsPerShape: Int
    /// `[shapes * views, 3, 64, 64]`, 8 bits; the views of a shape follow one another.
    package let images: Tensor
    /// `[shapes, 1, resolution, resolution, resolution]`, 0 or 1, 8 bits.
    package let volumes: Tensor
    /// Share of each pixel of a smaller picture that the object covers, `[shapes * views, 1, 32, 32]`, from 0 to 255.
    package let masks: Tensor
    /// The cameras of the pictures, as ``PerspectiveTransformer/frame(of:)``: `[shapes * views, 4, 3]`.
    package let cameras: Tensor

    package var shapeCount: Int { classes.count }
    /// Number of samples: a sample is a picture with the volume of its shape.
    package var count: Int { shapeCount * viewsPerShape }

    /// Draws the pictures, from cameras at any azimuth and at elevations from 10 to 40 degrees.
    ///
    /// - Parameters:
    ///   - shapes: all of them are kept in memory, at a byte for each cell and 12 KiB for each view.
    ///   - clutter: probability of a cluttered background.
    ///   - resolution: cells on each side of the volumes.
    package init(
        _ shapes: [SceneObject],
        viewsPerShape: Int,
        clutter: Double = 0,
        resolution cells: Int = VolumeGenerator.resolution,
        seed: UInt64
    ) throws(TorchError) {
        let side = ImageEncoder.imageSize
        var generator = SeededGenerator(seed: seed, purpose: "views")
        func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        var (pixels, occupied, covered): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        var frames: [Float] = []
        pixels.reserveCapacity(shapes.count * viewsPerShape * 3 * side * side)
        occupied.reserveCapacity(shapes.count * cells * cells * cells)
        for shape in shapes {
            for cell in ObjectVolume(shape, resolution: cells).grid.cells { occupied.append(cell ? 1 : 0) }
            for _ in 0..<viewsPerShape {
                let camera = Camera(azimuth: .degrees(360 * unit()), elevation: .degrees(10 + 30 * unit()))
                let background: Background = unit() < clutter ? .clutter : .uniform
                let view = ObjectView(shape, camera, size: side)
                pixels += view.image(background, using: &generator).planes
                covered += view.coverage(size: PerspectiveTransformer.resolution)
                frames += PerspectiveTransformer.frame(of: camera)
            }
        }
        classes = shapes.map(\.kind)
        self.viewsPerShape = viewsPerShape
        images = try Tensor(pixels, shape: [shapes.count * viewsPerShape, 3, side, side])
        volumes = try Tensor(occupied, shape: [shapes.count, 1, cells, cells, cells])
        let size = PerspectiveTransformer.resolution
        masks = try Tensor(covered, shape: [shapes.count * viewsPerShape, 1, size, size])
        cameras = try Tensor(frames, shape: [shapes.count * viewsPerShape, 4, 3])
    }

    private init(_ other: ViewDataset, _ change: (Tensor) throws(TorchError) -> Tensor) throws(TorchError) {
        (classes, viewsPerShape) = (other.classes, other.viewsPerShape)
        (images, volumes) = (try change(other.images), try change(other.volumes))
        (masks, cameras) = (try change(other.masks), try change(other.cameras))
    }

    private init(_ other: ViewDataset, volumes: Tensor) {
        (classes, viewsPerShape) = (other.classes, other.viewsPerShape)
        (images, masks, cameras) = (other.images, other.masks, other.cameras)
        self.volumes = volumes
    }

    package func moved(to device: Device) throws(TorchError) -> ViewDataset {
        try ViewDataset(self) { tensor throws(TorchError) in try tensor.to(device: device) }
    }

    /// The same pictures with other volumes, in the shape of ``volumes``.
    package func with(volumes: Tensor) -> ViewDataset { ViewDataset(self, volumes: volumes) }

    /// The same pictures with the volumes of other shapes: nothing can be learned from them but the mean shape.
    package func withShuffledVolumes(seed: UInt64) throws(TorchError) -> ViewDataset {
        var generator = SeededGenerator(seed: seed, purpose: "shuffle")
        let order = (0..<Int64(shapeCount)).shuffled(using: &generator)
        let shuffled = try volumes.indexSelect(dimension: 0, indices: Tensor(order, shape: [shapeCount]))
        return with(volumes: shuffled)
    }

    /// Pictures of samples, `[batch, views, 3, 64, 64]` from 0 to 1, and their volumes, `[batch, 1, resolution, resolution, resolution]`.
    ///
    /// - Parameter views: number of pictures of each sample: its own, and others of its shape.
    package func batch(_ samples: [Int64], views: Int = 1) throws(TorchError) -> (views: Tensor, volumes: Tensor) {
        (try pictures(samples, views: views), try volumes(ofShapes: samples.map { $0 / Int64(viewsPerShape) }))
    }

    /// Pictures of samples, `[batch, views, 3, 64, 64]` from 0 to 1.
    package func pictures(_ samples: [Int64], views: Int = 1) throws(TorchError) -> Tensor {
        let pictures = samples.flatMap { sample in (0..<views).map { self.sample(sample, offset: $0) } }
        let side = ImageEncoder.imageSize
        return try Self.gather(images, pictures).reshape([samples.count, views, 3, side, side]) / 255
    }

    /// What cameras see of the shapes of samples: masks, `[batch, 1, 32, 32]` from 0 to 1, and the cameras, `[batch, 4, 3]`.
    ///
    /// - Parameter offset: 0 for the camera of a sample, else that of another sample of its shape.
    package func silhouettes(
        _ samples: [Int64],
        offset: Int = 0
    ) throws(TorchError) -> (masks: Tensor, cameras: Tensor) {
        let pictures = samples.map { sample($0, offset: offset) }
        return (try Self.gather(masks, pictures) / 255, try Self.gather(cameras, pictures))
    }

    /// `[batch, 1, resolution, resolution, resolution]`.
    package func volumes(ofShapes shapes: [Int64]) throws(TorchError) -> Tensor { try Self.gather(volumes, shapes) }

    /// A sample of the same shape.
    private func sample(_ sample: Int64, offset: Int) -> Int64 {
        let perShape = Int64(viewsPerShape)
        return sample / perShape * perShape + (sample + Int64(offset)) % perShape
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
