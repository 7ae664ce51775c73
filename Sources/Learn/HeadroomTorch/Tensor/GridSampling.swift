extension Tensor {
    /// The values of images or volumes at points between their elements, by linear interpolation.
    ///
    /// `[batch, channels, height, width]` at `[batch, rows, columns, 2]` gives `[batch, channels, rows, columns]`; with
    /// a depth, the points are `[batch, slices, rows, columns, 3]`.
    ///
    /// - Parameters:
    ///   - points: coordinates from -1 to 1, the coordinate along the width first.
    ///   - padding: the values of points outside.
    ///   - alignCorners: whether -1 and 1 are the centers of the outermost elements, not their outer edges.
    public func gridSample(
        _ points: Tensor,
        padding: GridPadding = .zeros,
        alignCorners: Bool = false
    ) throws(TorchError) -> Tensor {
        try Operators.sample(
            .tensor(self),
            .tensor(points),
            .integer(0),  // linear
            .integer(padding == .zeros ? 0 : padding == .border ? 1 : 2),
            .boolean(alignCorners)
        )
    }

    /// The sampling points of affine transformations, `[batch, 2, 3]`, for images of the shape
    /// `[batch, channels, height, width]`: `[batch, height, width, 2]`; likewise `[batch, 3, 4]` for volumes.
    public func affineGrid(_ shape: [Int], alignCorners: Bool = false) throws(TorchError) -> Tensor {
        try Operators.affineGrid(.tensor(self), .integers(shape), .boolean(alignCorners))
    }
}

/// The values of points outside an image.
public enum GridPadding: Sendable {
    /// 0.
    case zeros
    /// The nearest elements.
    case border
    /// The image mirrored at its edges.
    case reflection
}

private enum Operators {
    static let sample = Operator("aten::grid_sampler")
    static let affineGrid = Operator("aten::affine_grid_generator")
}
