package import HeadroomTorch

/// A network that estimates the noise in latent vectors.
package protocol Denoiser: Module {
    /// - Parameters:
    ///   - noisy: `[batch, width]`.
    ///   - level: what is known of the noise level and of the condition, `[batch, NoiseLevel.width]`.
    /// - Returns: `[batch, width]`.
    func callAsFunction(_ noisy: Tensor, _ level: Tensor) throws(TorchError) -> Tensor
}

/// The kinds of denoisers.
package enum DenoiserKind: String, CaseIterable, Codable, Sendable {
    case residual
    case unet

    func make(width: Int) throws(TorchError) -> any Denoiser {
        switch self {
        case .residual: try ResidualDenoiser(width: width)
        case .unet: try UNetDenoiser(width: width)
        }
    }
}
