import HeadroomTorch

/// The first layers of networks of finer volumes, which take them down to 32 cells on each side.
enum VolumeReduction {
    /// Channels that the layers give: of the volume itself where there are none.
    static func channels(_ resolution: Int) -> Int { resolution == 32 ? 1 : 8 }

    /// - Parameter isSpectral: whether the convolutions have spectral normalization.
    static func layers(_ resolution: Int, isSpectral: Bool = false) throws(TorchError) -> [any Layer] {
        func halving(_ inputs: Int, _ outputs: Int) throws(TorchError) -> any Layer {
            let layer = try Conv3d(inputs, outputs, kernel: 4, stride: 2, padding: 1, bias: !isSpectral)
            return isSpectral ? try SpectralNormalized(layer) : layer
        }
        var layers: [any Layer] = []
        if resolution >= 128 {
            layers += [
                // [batch, 1, 128, 128, 128]
                try halving(1, 4),
                LeakyReLU(slope: 0.2),
            ]
        }
        if resolution >= 64 {
            layers += [
                // [batch, 1 or 4, 64, 64, 64]
                try halving(resolution >= 128 ? 4 : 1, 8),
                LeakyReLU(slope: 0.2),
                // [batch, 8, 32, 32, 32]
            ]
        }
        return layers
    }
}
