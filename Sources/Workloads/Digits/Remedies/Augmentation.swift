import Glibc
import HeadroomDisplay
import HeadroomNumerics
package import HeadroomTorch

/// Data augmentation: images are changed at random in each step, each independently; the extra cost is small.
///
/// - `shift`: by up to a tenth of the height and the width, with black at the edges;
/// - `rotation`: by up to 10 degrees;
/// - `flip`: horizontal, for half of the images;
/// - `cutout`: a black square with a quarter of the image's side (DeVries and Taylor 2017, arXiv 1708.04552, use 8 of
///   32 pixels for CIFAR-100), centered anywhere in the image.
package struct Augmentation {
    package enum Kind: String, Sendable, CaseIterable {
        case shift, rotation, flip, cutout
    }

    /// Maximum shift, as a share of the image size.
    static let greatestShift = 0.1
    /// Maximum rotation, in degrees.
    static let greatestRotation = 10.0
    /// Side of the cutout, as a share of the image's shorter side.
    static let cutoutShare = 0.25

    private let kinds: Set<Kind>
    var generator: SeededGenerator

    /// Returns nil without any kind of augmentation.
    package init?(_ kinds: Set<Kind>, seed: UInt64) {
        guard !kinds.isEmpty else { return nil }
        self.kinds = kinds
        generator = SeededGenerator(seed: seed, purpose: "augmentation")
    }

    /// Changes images of the shape `[batch, channels, height, width]`.
    package mutating func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor {
        var images = images
        if !kinds.isDisjoint(with: [.shift, .rotation, .flip]) {
            let poses = (0..<images.shape[0]).map { _ in pose() }
            images = try Augmentation.moved(images, poses)
        }
        if kinds.contains(.cutout) {
            let (height, width) = (images.shape[2], images.shape[3])
            let centers = (0..<images.shape[0]).map { _ in
                (
                    row: Int.random(in: 0..<height, using: &generator),
                    column: Int.random(in: 0..<width, using: &generator)
                )
            }
            images = try Augmentation.cut(images, centers)
        }
        return images
    }

    /// The affine transformation of an image.
    package struct Pose {
        /// As shares of the width and the height; positive values move the image left and up.
        package var shift = (x: 0.0, y: 0.0)
        /// In degrees; positive values rotate counterclockwise.
        package var rotation = 0.0
        package var isFlipped = false

        package init() {}
    }

    private mutating func pose() -> Pose {
        var pose = Pose()
        if kinds.contains(.shift) {
            let range = -Augmentation.greatestShift...Augmentation.greatestShift
            pose.shift = (.random(in: range, using: &generator), .random(in: range, using: &generator))
        }
        if kinds.contains(.rotation) {
            pose.rotation = .random(
                in: -Augmentation.greatestRotation...Augmentation.greatestRotation,
                using: &generator
            )
        }
        if kinds.contains(.flip) { pose.isFlipped = .random(using: &generator) }
        return pose
    }

    /// Transforms each image by its pose with one affine transformation: bilinear, and black outside the image.
    package static func moved(_ images: Tensor, _ poses: [Pose]) throws(TorchError) -> Tensor {
        let (height, width) = (Double(images.shape[2]), Double(images.shape[3]))
        // Maps output pixels to input positions, in coordinates from -1 to 1 along both sides.
        let matrices = poses.flatMap { pose in
            let angle = pose.rotation * .pi / 180
            let (cosine, sine) = (cos(angle), sin(angle))
            let mirror = pose.isFlipped ? -1.0 : 1
            return [
                mirror * cosine, -sine * height / width, 2 * pose.shift.x,
                mirror * sine * width / height, cosine, 2 * pose.shift.y,
            ].map { Float($0) }
        }
        let transformations = try Tensor(matrices, shape: [poses.count, 2, 3], device: images.device)
        return try images.gridSample(transformations.affineGrid(images.shape))
    }

    /// The images, each with a black square around its center.
    package static func cut(_ images: Tensor, _ centers: [(row: Int, column: Int)]) throws(TorchError) -> Tensor {
        let (height, width) = (images.shape[2], images.shape[3])
        let side = max(1, Int((cutoutShare * Double(min(height, width))).rounded()))
        var mask = [Float](repeating: 1, count: centers.count * height * width)
        for (index, center) in centers.enumerated() {
            let (top, left) = (center.row - side / 2, center.column - side / 2)
            for row in max(0, top)..<min(height, top + side) {
                for column in max(0, left)..<min(width, left + side) {
                    mask[(index * height + row) * width + column] = 0
                }
            }
        }
        return try images * Tensor(mask, shape: [centers.count, 1, height, width], device: images.device)
    }
}
