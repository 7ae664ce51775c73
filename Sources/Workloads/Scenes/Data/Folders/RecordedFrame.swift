package import HeadroomScenes

/// A frame of a recorded trajectory, whose pictures are not read yet.
struct RecordedFrame: Sendable {
    /// The path of its colors.
    let picture: String
    /// The path of its depths along the camera's axis.
    let depths: String
    /// Meters that a value of 1 stands for, by the bits of the file's values.
    let depthScale: @Sendable (_ bits: Int) -> Double
    /// From the camera's frame (x right, y up, z backward) to that of the recording, whose y is up.
    let pose: Placement
    /// Its camera.
    let camera: RecordedCamera
}

/// The camera of a recorded frame, as far as it is known before the picture is read.
package enum RecordedCamera: Equatable, Sendable {
    /// Of a picture of this size.
    case known(Intrinsics)
    /// Focal lengths and principal point in pixels of a picture of unknown size; without a point it is the center.
    case pixels(focal: SIMD2<Double>, center: SIMD2<Double>?)
    /// Focal lengths in halves of the picture's width and height; the principal point is the center.
    case halves(focal: SIMD2<Double>)
    /// The horizontal angle of view, and the vertical one where that is known.
    case fieldOfView(Angle, vertical: Angle?)

    /// Focal lengths of cameras, as multiples of the picture's size: angles of view from 0.6 to 179 degrees.
    private static let focalLengths = 0.005...100

    /// The camera of a picture, of which only the size is read, and that only where it is needed.
    func intrinsics(of picture: String) throws(SceneFileError) -> Intrinsics {
        let result: Intrinsics
        if case .known(let camera) = self {
            result = camera
        } else {
            let size = try PictureSize(contentsOf: picture)
            result = intrinsics(width: size.width, height: size.height)
        }
        let center = SIMD2(result.centerX, result.centerY)
        guard result.width > 0, result.height > 0,
            Self.focalLengths.contains(result.focalX / Double(result.width)),
            Self.focalLengths.contains(result.focalY / Double(result.height)),
            (0...Double(result.width)).contains(center.x), (0...Double(result.height)).contains(center.y)
        else {
            throw SceneFileError(
                "the camera of \(picture) has focal lengths of no real camera, or looks beside the picture"
            )
        }
        return result
    }

    /// The camera with another number of pixels, where no picture was taken with it yet.
    package func resized(width: Int, height: Int) -> Intrinsics {
        switch self {
        case .known(let known): known.scaled(width: width, height: height)
        case .pixels(_, .some(let center)):
            // The principal point is in the middle of the picture.
            intrinsics(width: Int(2 * center.x), height: Int(2 * center.y)).scaled(width: width, height: height)
        case .pixels(_, .none), .halves, .fieldOfView: intrinsics(width: width, height: height)
        }
    }

    private func intrinsics(width: Int, height: Int) -> Intrinsics {
        let center = SIMD2(Double(width), Double(height)) / 2
        func camera(_ focal: SIMD2<Double>, _ center: SIMD2<Double>) -> Intrinsics {
            Intrinsics(
                width: width,
                height: height,
                focalX: focal.x,
                focalY: focal.y,
                centerX: center.x,
                centerY: center.y
            )
        }
        switch self {
        case .known(let known): return known
        case .pixels(let focal, let point): return camera(focal, point ?? center)
        case .halves(let focal): return camera(focal * center, center)
        case .fieldOfView(let angle, let vertical):
            let focal = center.x / Angle.radians(angle.radians / 2).tangent
            return camera([focal, vertical.map { center.y / Angle.radians($0.radians / 2).tangent } ?? focal], center)
        }
    }
}
