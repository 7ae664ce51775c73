/// The networks that a training has, and how they are trained.
package enum Architecture: String, CaseIterable, Codable, Sendable {
    /// An image VAE with an encoder of volumes into the same latent space.
    case imageVAE = "image-vae"
    /// The TL-embedding network, in its three stages.
    case tlNet = "tl-net"
    /// The 3D-VAE-GAN, of which the image encoder and the generator remain.
    case vaeGAN = "vae-gan"
}

/// What a training compares reconstructions with.
package enum Supervision: String, CaseIterable, Codable, Sendable {
    case voxels
    /// Silhouettes alone: no volume is used.
    case silhouettes
    /// Silhouettes, and volumes of other shapes, for an autoencoder and a discriminator.
    case weak
}
