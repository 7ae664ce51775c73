package import HeadroomTorch

/// All networks of a training: the one that is used afterwards, and an encoder of volumes into the same latent space.
///
/// Pictures and volumes then have a joint embedding, as in the TL-embedding network (Girdhar et al. 2016, arXiv
/// 1603.08637): each can be searched by the other.
package final class JointNetwork: Module {
    package let reconstruction: ImageVAE
    package let voxelEncoder: VoxelEncoder

    package init(_ normalization: VolumeNormalization) throws(TorchError) {
        reconstruction = try ImageVAE(normalization)
        voxelEncoder = try VoxelEncoder(latentWidth: ImageVAE.latentWidth, normalization: normalization)
    }
}
