import HeadroomScenes

/// Where what trajectories see is, from some pixels of each.
package struct SceneExtent: Sendable {
    /// Distances from the vertical axis along x or z, heights, and depths of what pixels see, in meters.
    private(set) var lengths = Values()
    private(set) var heights = Values()
    private(set) var depths = Values()

    package init() {}

    /// Every seventh pixel, so that neighboring rows have others; fewer of many trajectories.
    private var pixelStride = 7
    /// Values from which on only every second one is kept.
    private static let limit = 1 << 20

    package mutating func add(_ trajectory: Trajectory) {
        let camera = trajectory.intrinsics
        for frame in trajectory.frames {
            for pixel in stride(from: 0, to: frame.depths.count, by: pixelStride) where frame.depths[pixel] > 0 {
                let (row, column) = (pixel / camera.width, pixel % camera.width)
                let line = camera.direction(x: Double(column) + 0.5, y: Double(row) + 0.5)
                let point = frame.pose.point(line * Double(frame.depths[pixel]))
                lengths.all.append(max(abs(point.x), abs(point.z)))
                heights.all.append(point.y)
                depths.all.append(Double(frame.depths[pixel]))
            }
        }
        guard depths.all.count > Self.limit else { return }
        pixelStride *= 2
        for path in [\Self.lengths, \Self.heights, \Self.depths] { self[keyPath: path].halve() }
    }

    /// Values of which quantiles are wanted.
    struct Values: Sendable {
        fileprivate var all: [Double] = []

        fileprivate mutating func halve() { all = stride(from: 0, to: all.count, by: 2).map { all[$0] } }

        /// 1 without values.
        func quantile(_ share: Double) -> Double {
            guard !all.isEmpty else { return 1 }
            return all.sorted()[min(all.count - 1, Int(share * Double(all.count)))]
        }
    }
}
