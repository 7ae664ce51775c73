/// A pinhole camera on a sphere around the origin, which it looks at; pixels are square.
package struct Camera: Equatable, Sendable {
    /// Angle about the vertical axis: 0 looks at the object's front, from +z; 90 degrees from +x.
    package var azimuth: Angle
    /// Angle above the horizon.
    package var elevation: Angle
    package var distance: Double
    /// Vertical and horizontal angle of view.
    package var fieldOfView: Angle

    package init(
        azimuth: Angle,
        elevation: Angle,
        distance: Double = 2,
        fieldOfView: Angle = .degrees(40)
    ) {
        (self.azimuth, self.elevation) = (azimuth, elevation)
        (self.distance, self.fieldOfView) = (distance, fieldOfView)
    }

    /// Direction from the origin to the camera.
    var backward: Vector {
        [azimuth.sine * elevation.cosine, elevation.sine, azimuth.cosine * elevation.cosine]
    }

    package var position: Vector { backward * distance }

    /// Axes of the camera's frame: x right, y up, z backward, away from what it looks at.
    package var axes: (right: Vector, up: Vector, backward: Vector) {
        let right = Vector(azimuth.cosine, 0, -azimuth.sine)
        return (right, backward.cross(right), backward)
    }

    /// Distance of the image plane whose half height is 1: depths are measured along this axis.
    package var focalLength: Double { 1 / Angle.radians(fieldOfView.radians / 2).tangent }
}
