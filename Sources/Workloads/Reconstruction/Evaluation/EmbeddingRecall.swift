import HeadroomTorch

/// How often the nearest neighbor in the joint embedding is the right one.
struct EmbeddingRecall {
    /// Share of the pictures whose nearest volume is that of their shape.
    var ofVolumes: Double
    /// Share of the volumes whose nearest picture is of their shape.
    var ofImages: Double

    /// - Parameter data: the first picture of each shape is used.
    init(_ model: ImageVAE, _ voxelEncoder: VoxelEncoder, _ data: ViewDataset) throws(TorchError) {
        let count = data.shapeCount
        var rows: (images: [Tensor], volumes: [Tensor]) = ([], [])
        try withoutGradients { () throws(TorchError) in
            for shape in 0..<count {
                let batch = try data.batch([Int64(shape * data.viewsPerShape)])
                rows.images.append(try model.posterior(batch.views).mean)
                rows.volumes.append(try voxelEncoder(batch.volumes).mean)
            }
        }
        let (images, volumes) = (try Tensor.concatenate(rows.images), try Tensor.concatenate(rows.volumes))
        // [images, volumes]: squared distances, without the part that is the same in a row or column.
        let products = try images.matmul(volumes.transpose(0, 1)) * 2
        let volumeNorms = try (volumes * volumes).sum(dimension: 1)
        let imageNorms = try (images * images).sum(dimension: 1)
        func share(_ nearest: Tensor) throws(TorchError) -> Double {
            Double(zip(0..., try nearest.int64s()).count { $0 == $1 }) / Double(count)
        }
        ofVolumes = try share((volumeNorms - products).argmin(dimension: 1))
        ofImages = try share((imageNorms - products.transpose(0, 1)).argmin(dimension: 1))
    }
}
