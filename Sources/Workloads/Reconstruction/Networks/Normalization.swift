import HeadroomTorch

/// The normalization of the hidden layers.
package enum Normalization: String, CaseIterable, Codable, Sendable {
    /// Over the batch (Ioffe and Szegedy 2015): an output depends on the other samples of its batch.
    case batch
    /// Over groups of channels of each sample (Wu and He 2018): independent of the batch size.
    case group

    /// - Parameter channels: a multiple of 8.
    func layer(_ channels: Int) throws(TorchError) -> any Layer {
        switch self {
        case .batch: try BatchNorm(channels)
        case .group: try GroupNorm(groups: 8, channels)
        }
    }
}
