package import HeadroomTorch

/// All networks of a training: the one that is used afterwards, and those that only help to train it.
package final class TrainingNetworks: Module {
    package let reconstruction: ImageVAE
    /// An encoder of volumes into the same latent space.
    ///
    /// Pictures and volumes then have a joint embedding, as in the TL-embedding network (Girdhar et al. 2016, arXiv
    /// 1603.08637): each can be searched by the other.
    package let voxelEncoder: VoxelEncoder?
    package let discriminator: VolumeDiscriminator?
    /// The prior during the training, which follows the latent vectors.
    let runningPrior: LatentPrior?

    package init(_ settings: NetworkSettings) throws(TorchError) {
        reconstruction = try ImageVAE(settings)
        voxelEncoder =
            settings.hasVoxelEncoder
            ? try VoxelEncoder(
                latentWidth: ImageVAE.latentWidth,
                normalization: settings.volumeNormalization,
                resolution: settings.resolution
            ) : nil
        discriminator = try settings.discriminator.map { kind throws(TorchError) in
            try VolumeDiscriminator(
                conditionWidth: kind == .conditional ? ImageVAE.latentWidth : nil,
                resolution: settings.resolution
            )
        }
        runningPrior = settings.hasRunningPrior ? try LatentPrior(width: ImageVAE.latentWidth) : nil
    }
}
