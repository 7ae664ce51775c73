import HeadroomScenes

/// How far a picture reaches to each side, as multiples of the depth: the window that a camera looks through.
struct FrameWindow: Equatable, Sendable {
    var left, right, top, bottom: Double

    init(_ camera: Intrinsics) {
        left = camera.centerX / camera.focalX
        right = (Double(camera.width) - camera.centerX) / camera.focalX
        top = camera.centerY / camera.focalY
        bottom = (Double(camera.height) - camera.centerY) / camera.focalY
    }

    private var area: Double { max(0, left + right) * max(0, top + bottom) }

    /// The intersection of both windows.
    func intersection(_ other: FrameWindow) -> FrameWindow {
        var result = self
        result.left = min(left, other.left)
        result.right = min(right, other.right)
        result.top = min(top, other.top)
        result.bottom = min(bottom, other.bottom)
        return result
    }

    /// Share of the picture of another one that is seen through this window, which lies in that one.
    func share(of other: FrameWindow) -> Double { area / other.area }

    /// The camera with a square picture that looks through this window.
    func camera(size: Int) -> Intrinsics {
        let focal = SIMD2(Double(size) / (left + right), Double(size) / (top + bottom))
        return Intrinsics(
            width: size,
            height: size,
            focalX: focal.x,
            focalY: focal.y,
            centerX: left * focal.x,
            centerY: top * focal.y
        )
    }
}
