import HeadroomTorch

/// Merges the grids of several pictures by a gated recurrent unit whose gates are convolutions.
///
/// The 3D convolutional GRU of 3D-R2N2 (Choy et al. 2016, arXiv 1604.00449, section 3.2), on a grid of 4 x 4 x 4 cells.
final class RecurrentMerger: Module {
    private let update: Conv3d
    private let reset: Conv3d
    private let candidate: Conv3d

    init(channels: Int) throws(TorchError) {
        update = try Conv3d(2 * channels, channels, kernel: 3, padding: 1)
        reset = try Conv3d(2 * channels, channels, kernel: 3, padding: 1)
        candidate = try Conv3d(2 * channels, channels, kernel: 3, padding: 1)
    }

    /// - Parameter grids: of each picture in turn, `[batch, views, channels, 4, 4, 4]`.
    /// - Returns: the state after the last, `[batch, channels, 4, 4, 4]`.
    func callAsFunction(_ grids: Tensor) throws(TorchError) -> Tensor {
        // The first grid itself is the first state, so that one picture passes unchanged.
        var state = try grids.select(dimension: 1, 0)
        for view in 1..<max(1, grids.shape[1]) {
            let input = try grids.select(dimension: 1, view)
            let both = try Tensor.concatenate([input, state], dimension: 1)
            let kept = try update(both).sigmoid()
            let gated = try Tensor.concatenate([input, reset(both).sigmoid() * state], dimension: 1)
            state = try kept * state + (1 - kept) * candidate(gated).tanh()
        }
        return state
    }
}
