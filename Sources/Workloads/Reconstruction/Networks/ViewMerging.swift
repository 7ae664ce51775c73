/// How several pictures of an object become one reconstruction; the order of the pictures does not matter but for
/// `recurrent`.
package enum ViewMerging: String, CaseIterable, Codable, Sendable {
    /// The mean of the latent vectors.
    case latent
    /// A reconstruction of each picture, and a score for each of its cells (Pix2Vox, Xie et al. 2019).
    case scores
    /// A recurrent unit that is shown one picture after the other (3D-R2N2, Choy et al. 2016).
    case recurrent
}
