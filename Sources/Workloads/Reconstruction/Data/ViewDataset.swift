import HeadroomNumerics
package import HeadroomScenes
package import HeadroomTorch

/// Pictures of shapes, and the volumes of the shapes.
package struct ViewDataset {
    package let shapes: [FramedShape]
    package let viewsPerShape: Int
    /// `[shapes * views, 3, 64, 64]`, 8 bits; the views of a shape follow one another.
    package let images: Tensor
    /// `[shapes, 1, resolution, resolution, resolution]`, 0 or 1, 8 bits.
    package let volumes: Tensor
    /// nil where the cameras of pictures are not known.
    package let observed: Observed?
    /// What a picture shows of the nearest surface, ``ShapeView/sketch``: `[shapes * views, 5, 32, 32]`, 8 bits; nil where
    /// it is not known.
    package let sketches: Tensor?

    /// Silhouettes of the shapes with their cameras.
    package struct Observed {
        /// Share of each pixel that the object covers, `[shapes * views, 1, 32, 32]`, from 0 to 255.
        package let masks: Tensor
        /// As ``PerspectiveTransformer/frame(of:)``: `[shapes * views, 4, 3]`.
        package let cameras: Tensor
    }

    package var shapeCount: Int { shapes.count }
    /// The class of each shape.
    package var classes: [String] { shapes.map(\.source.className) }
    /// Number of samples: a sample is a picture with the volume of its shape.
    package var count: Int { shapeCount * viewsPerShape }

    /// Draws or reads the pictures and the volumes.
    ///
    /// - Parameter sources: for each a byte is kept for a cell and 12 KiB for a view.
    package init(
        _ sources: [ShapeSource],
        viewsPerShape: Int,
        _ viewing: ShapeViewing = ShapeViewing(),
        seed: UInt64
    ) throws {
        let (side, cells) = (ImageEncoder.imageSize, viewing.resolution)
        var generator = SeededGenerator(seed: seed, purpose: "views")
        var (pixels, occupied, covered, sketched): ([UInt8], [UInt8], [UInt8], [UInt8]) = ([], [], [], [])
        var frames: [Float] = []
        var shapes: [FramedShape] = []
        pixels.reserveCapacity(sources.count * viewsPerShape * 3 * side * side)
        occupied.reserveCapacity(sources.count * cells * cells * cells)
        for source in sources {
            let views = try source.views(viewsPerShape, viewing, using: &generator)
            shapes.append(FramedShape(source: source, turn: views.turn))
            for cell in views.volume.cells { occupied.append(cell ? 1 : 0) }
            for view in views.views {
                pixels += view.image.planes
                if let camera = view.camera { frames += PerspectiveTransformer.frame(of: camera) }
                covered += view.coverage
                sketched += view.sketch
            }
        }
        self.shapes = shapes
        self.viewsPerShape = viewsPerShape
        images = try Tensor(pixels, shape: [shapes.count * viewsPerShape, 3, side, side])
        volumes = try Tensor(occupied, shape: [shapes.count, 1, cells, cells, cells])
        let (size, count) = (PerspectiveTransformer.resolution, shapes.count * viewsPerShape)
        observed =
            frames.count < 12 * count
            ? nil
            : Observed(
                masks: try Tensor(covered, shape: [count, 1, size, size]),
                cameras: try Tensor(frames, shape: [count, 4, 3])
            )
        sketches =
            sketched.count < 5 * size * size * count ? nil : try Tensor(sketched, shape: [count, 5, size, size])
    }

    /// Draws objects in their own frame, from all around.
    package init(
        _ objects: [SceneObject],
        viewsPerShape: Int,
        clutter: Double = 0,
        resolution: Int = VolumeGenerator.resolution,
        seed: UInt64
    ) throws {
        try self.init(
            objects.map { .object($0) },
            viewsPerShape: viewsPerShape,
            ShapeViewing(clutter: clutter, resolution: resolution),
            seed: seed
        )
    }

    private init(_ other: ViewDataset, _ change: (Tensor) throws(TorchError) -> Tensor) throws(TorchError) {
        (shapes, viewsPerShape) = (other.shapes, other.viewsPerShape)
        (images, volumes) = (try change(other.images), try change(other.volumes))
        observed = try other.observed.map { observed throws(TorchError) in
            Observed(masks: try change(observed.masks), cameras: try change(observed.cameras))
        }
        sketches = try other.sketches.map(change)
    }

    private init(_ other: ViewDataset, volumes: Tensor) {
        (shapes, viewsPerShape, images) = (other.shapes, other.viewsPerShape, other.images)
        (observed, sketches) = (other.observed, other.sketches)
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

    /// Pictures of samples, `[batch, views, 3, 64, 64]` from 0 to 1, and their volumes,
    /// `[batch, 1, resolution, resolution, resolution]`.
    ///
    /// - Parameter views: number of pictures of each sample, its own and others of its shape; as many as there are.
    package func batch(_ samples: [Int64], views: Int = 1) throws(TorchError) -> (views: Tensor, volumes: Tensor) {
        (try pictures(samples, views: views), try volumes(ofShapes: samples.map { $0 / Int64(viewsPerShape) }))
    }

    /// Pictures of samples, `[batch, views, 3, 64, 64]` from 0 to 1.
    package func pictures(_ samples: [Int64], views: Int = 1) throws(TorchError) -> Tensor {
        let side = ImageEncoder.imageSize
        let pictures = self.samples(samples, views: views)
        return try Self.gather(images, pictures).reshape([samples.count, -1, 3, side, side]) / 255
    }

    /// What the pictures of samples show of the surface, ``ShapeView/sketch`` from 0 to 1: `[batch * views, 5, 32, 32]`.
    package func sketches(_ samples: [Int64], views: Int = 1) throws(TorchError) -> Tensor {
        guard let sketches else {
            throw TorchError(
                code: .invalidArgument,
                operation: "sketches",
                message: "the surfaces that the pictures show are not known"
            )
        }
        return try Self.gather(sketches, self.samples(samples, views: views)) / 255
    }

    /// What cameras see of the shapes of samples: masks, `[batch, 1, 32, 32]` from 0 to 1, and the cameras, `[batch, 4, 3]`.
    ///
    /// - Parameter offset: 0 for the camera of a sample, else that of another sample of its shape.
    package func silhouettes(
        _ samples: [Int64],
        offset: Int = 0
    ) throws(TorchError) -> (masks: Tensor, cameras: Tensor) {
        guard let observed else {
            throw TorchError(
                code: .invalidArgument,
                operation: "silhouettes",
                message: "the cameras of the pictures are not known"
            )
        }
        let pictures = samples.map { sample($0, offset: offset) }
        return (try Self.gather(observed.masks, pictures) / 255, try Self.gather(observed.cameras, pictures))
    }

    /// `[batch, 1, resolution, resolution, resolution]`.
    package func volumes(ofShapes shapes: [Int64]) throws(TorchError) -> Tensor { try Self.gather(volumes, shapes) }

    /// Samples with others of their shapes: as many for each as asked, or as there are.
    private func samples(_ samples: [Int64], views: Int) -> [Int64] {
        let count = min(views, viewsPerShape)
        return samples.flatMap { sample in (0..<count).map { self.sample(sample, offset: $0) } }
    }

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
