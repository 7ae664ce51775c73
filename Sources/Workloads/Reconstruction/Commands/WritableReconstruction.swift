package import HeadroomScenes

/// A reconstruction of an object, to be written and drawn.
package protocol WritableReconstruction {
    /// Its size, in words.
    var summary: String { get }
    /// nil where there is no surface to draw.
    var drawnSurface: Mesh? { get }

    /// Writes it in the format that the end of the name stands for.
    func write(to path: String) throws
}
