/// A point of the plane of two axes: the batch size, and a second quantity of each of its samples.
package struct PlanePoint: Hashable, Codable, Sendable {
    /// Value of the first axis, such as scenes.
    package var batchSize: Int
    /// Value of the second axis, such as rays of each scene.
    package var other: Int

    package init(batchSize: Int, other: Int) {
        self.batchSize = batchSize
        self.other = other
    }

    /// Number of points that a step works on, such as rays of all scenes.
    package var points: Int { batchSize * other }

    /// The terms of the laws: 1, the batch size, and the points.
    var terms: [Double] { [1, Double(batchSize), Double(batchSize) * Double(other)] }
}
